"""What a template makes of the texts of strangers, read by markdown-it: E5 and E7."""

import ctypes
import json
import random
import unittest

import library
import readers
from library import Pointer, text

try:
    from markdown_it import MarkdownIt
except ImportError:
    MarkdownIt = None

HOSTILE = [
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<!-- x", "</p><p>",
    "[a](javascript:alert(1))", "![i](http://x.example/i.png)", "[r]: http://x.example",
    "**bold** _em_ ~~gone~~ `code`", "# Title", "## T", "1. one", "12) two", "- item", "+ item",
    "* item", "> quote", "```", "~~~", "---", "===", "***", "    indented", "| a | b |",
    "&lt;b&gt; &amp; &#60;", "http://evil.example/x", "https://evil.example", "www.evil.example",
    "evil.ba", "a.b.it",
    "<http://evil.example>", "\\", "a\\", "{{name}}", "{{ other }}", "}}", "{", "$x$", ":", "!",
    "a  ", "line\nline", "line\n# Title", "a\n===", "a\n---", "a\n\nb", "\ttab", "(*)", "D'Amico",
    "Perché «no»", "e-mail: anna@posta.example", "100%", "a_b_c", "__init__", "^x^"]


class Template(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_uint32), ("reserved0", ctypes.c_uint32),
                ("set_fields", ctypes.c_uint64), ("code", library.Str),
                ("service", ctypes.c_int64), ("language", library.Str), ("title", library.Str),
                ("body", library.Str), ("placeholders", library.Str)]


@unittest.skipIf(MarkdownIt is None, "markdown-it is not installed")
class Markdown(readers.ReaderTest):
    def setUp(self) -> None:
        super().setUp()
        self.run_command("init", self.store)
        self.library = library.Library(readers.LIBRARY, self.store)
        self.addCleanup(self.library.close)
        self.dialects = [MarkdownIt("commonmark"), MarkdownIt("gfm-like")]
        c = self.library.c
        out = ctypes.POINTER(Pointer)
        c.pmm_notification_template_render.argtypes = [Pointer, ctypes.c_int64, library.Str,
                                                       Pointer, out, out]
        c.pmm_result_text.argtypes = [Pointer, ctypes.c_int64, ctypes.c_int32]
        c.pmm_result_text.restype = library.Str

    def template(self, body: str) -> int:
        made, given = ctypes.c_int64(), Template(ctypes.sizeof(Template))
        given.set_fields = 1 | 8 | 16 | 32
        given.code = text(f"t{random.randrange(10**9)}")
        given.title, given.body = text("T"), text(body)
        given.placeholders = text('[{"name": "name"}]')
        self.library.check(self.library.c.pmm_notification_template_create(
            self.library.session, ctypes.byref(given), None, ctypes.byref(made), None))
        return made.value

    def render(self, template: int, value: str) -> str:
        result = Pointer()
        self.library.check(self.library.c.pmm_notification_template_render(
            self.library.session, template, text(json.dumps({"name": value})), None,
            ctypes.byref(result), None))
        shown = self.library.c.pmm_result_text(result, 0, 1)
        body = ctypes.string_at(shown.data, shown.size).decode()
        self.library.c.pmm_result_free(result)
        return body

    def check_value(self, template: int, value: str) -> None:
        wanted = [line.strip(" \t\r") for line in value.split("\n")]
        wanted = [line.replace("\t", " ") for line in wanted if line]
        body = self.render(template, value)
        for dialect in self.dialects:
            tokens = dialect.parse(body)
            with self.subTest(value=value, body=body):
                self.assertEqual([token.type for token in tokens],
                                 ["paragraph_open", "inline", "paragraph_close"])
                kinds = {child.type for child in tokens[1].children}
                self.assertLessEqual(kinds, {"text", "text_special", "hardbreak", "softbreak"})
                lines = [""]
                for child in tokens[1].children:
                    if child.type in ("hardbreak", "softbreak"):
                        lines.append("")
                    else:
                        lines[-1] += child.content
                self.assertEqual([line.removeprefix("Dear ") for line in lines], wanted)

    def test_a_value_reads_as_itself_wherever_it_stands(self):
        for body in ("{{name}}", "Dear {{name}}"):
            template = self.template(body)
            for value in HOSTILE:
                if "@" not in value and value.strip():
                    self.check_value(template, value)

    def test_so_do_random_values(self):
        seed = random.randrange(10**6)
        print("seed", seed)
        chance = random.Random(seed)
        template = self.template("{{name}}")
        for _ in range(400):
            value = "".join(chance.choice("ab1 \n\\`*_{}[]()#+-.!|<>~&:=/$'\"^%w;")
                            for _ in range(chance.randrange(1, 24)))
            if value.strip():
                self.check_value(template, value)


if __name__ == "__main__":
    readers.main()
