"""What comes from anybody and is shown to an operator: group B of tests/threats.md."""

import harness

# What turns the direction of a line, what has no width, and tags.
HIDDEN = {"\u202e": "\\u202e", "\u200b": "\\u200b", "\u2066": "\\u2066", "\u2060": "\\u2060",
          "\ufeff": "\\ufeff", "\U000e0041": "\\U000e0041"}


class Hidden(harness.CliTest):
    def test_B5_hidden_characters_are_escapes_in_tables_and_kept_in_data(self):
        self.run_command("init", self.store)
        names = [f"Ma{mark}ria" for mark in HIDDEN]
        data = self.write("people.csv", "key,name\n" +
                          "".join(f"S{i},{name}\n" for i, name in enumerate(names)))
        mapping = self.write("people.json", {
            "entity": "subjects", "key": "external_id",
            "columns": {"external_id": "key", "kind": {"value": "organization"}, "name": "name"}})
        self.assertEqual(self.json("import", self.store, data, "--mapping", mapping)["created"],
                         len(names))
        table = self.run_command("find", self.store, "maria").stdout
        for mark, escape in HIDDEN.items():
            self.assertIn(f"Ma{escape}ria", table)
            self.assertNotIn(mark, table)
        cells = {cell for row in self.csv("find", self.store, "maria") for cell in row.values()}
        self.assertLessEqual(set(names), cells)
        findings = {row["rule"]: row for row in self.csv("check", self.store)}
        self.assertEqual(findings["hidden_characters"]["count"], str(len(names)))
        self.assertEqual(findings["hidden_characters"]["severity"], "warning")


if __name__ == "__main__":
    harness.main()
