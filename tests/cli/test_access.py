"""role, mandate and explain-access: who may do what, and why."""

import harness
from harness import BAD_DATA, NOT_FOUND, USAGE

RIGHTS = [{"noun": "case", "actions": ["read", "advance"], "reach": "scope"},
          {"noun": "subject", "actions": ["read"], "reach": "all"}]


class Access(harness.CliTest):
    def setUp(self) -> None:
        super().setUp()
        self.make_store()

    def test_lists_the_roles_and_what_one_may_do(self):
        names = [row["name"] for row in self.rows(self.json("role", self.store))]
        self.assertEqual(names, ["administrator", "operator", "citizen", "system", "delegate",
                                 "supervisor", "analyst", "integration", "privacy_officer"])
        rights = self.rows(self.json("role", self.store, "analyst"))
        self.assertIn({"noun": "case", "action": "count", "reach": "scope"}, rights)
        self.assertNotIn("read", {row["action"] for row in rights if row["noun"] == "case"})
        self.run_command("role", self.store, "ghost", status=NOT_FOUND)

    def test_defines_changes_and_removes_a_role(self):
        rights = self.write("rights.json", RIGHTS)
        rows = self.rows(self.json("role", self.store, "inspector", "--define", rights,
                                   "--fields", "identity,contact", "--title", "Ispettore"))
        self.assertIn({"noun": "case", "action": "advance", "reach": "scope"}, rows)
        last = self.rows(self.json("role", self.store))[-1]
        self.assertEqual((last["name"], last["title"], last["fields"], last["custom"]),
                         ("inspector", "Ispettore", "identity,contact", True))
        self.json("role", self.store, "inspector", "--define", rights)
        self.assertEqual(self.rows(self.json("role", self.store))[-1]["version"], 2)
        self.run_command("role", self.store, "inspector", "--remove")
        self.run_command("role", self.store, "inspector", status=NOT_FOUND)
        bad = self.write("bad.json", [{"noun": "grant", "actions": ["create"], "reach": "all"}])
        self.run_command("role", self.store, "thief", "--define", bad, status=BAD_DATA)
        self.run_command("role", self.store, "x", "--define", rights, "--fields", "teeth", status=USAGE)

    def test_gives_accepts_and_revokes_a_mandate(self):
        row = self.rows(self.json("mandate", self.store, "--from", "external_id:S1", "--to",
                                  "external_id:S2"))[0]
        self.assertEqual((row["state"], row["services"], len(row["code"])), ("pending", 0, 10))
        number = str(row["id"])
        row = self.rows(self.json("mandate", self.store, "--move", "accept", "--id", number))[0]
        self.assertEqual((row["state"], row["code"]), ("active", None))
        listed = self.rows(self.json("mandate", self.store, "--state", "active"))
        self.assertEqual([one["id"] for one in listed], [row["id"]])
        row = self.rows(self.json("mandate", self.store, "--move", "revoke", "--id", number))[0]
        self.assertEqual(row["state"], "revoked")
        self.run_command("mandate", self.store, "--move", "revoke", "--id", number, status=BAD_DATA)
        row = self.rows(self.json("mandate", self.store, "--from", "external_id:S1", "--to",
                                  "external_id:S2", "--service", "visure,2"))[0]
        self.assertEqual(row["services"], 2)
        self.run_command("mandate", self.store, "--from", "1", "--to", "2", "--service", "nowhere",
                         status=NOT_FOUND)
        self.run_command("mandate", self.store, "--move", "revoke", "--id", "99", status=NOT_FOUND)
        self.run_command("mandate", self.store, "--move", "eat", "--id", number, status=USAGE)

    def test_explains_access(self):
        rows = self.rows(self.json("explain-access", self.store, "1", "update", "case", "1"))
        self.assertEqual((rows[-1]["rule"], rows[-1]["holds"]), ("decision", True))
        done = self.run_command("explain-access", self.store, "2", "update", "grant", status=NOT_FOUND)
        self.assertIn("refused", done.stdout)
        self.run_command("explain-access", self.store, "1", "update", "cat", status=USAGE)


if __name__ == "__main__":
    harness.main()
