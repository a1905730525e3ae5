"""The carriers of the examples, each against a real server of its kind on the loopback."""

from __future__ import annotations

import base64
import email
import email.policy
import email.utils
import hashlib
import hmac
import http.server
import json
import socket
import subprocess
import sys
import threading
import time
import unittest

from aiosmtpd.controller import Controller

WEBHOOK, SMTP = sys.argv[1:3]
SECRET = "not a secret"
TITLE = "È aperto lo sportello di Via Toledo – venga a trovarci quando vuole"
BODY = "Da lunedì, **ore 9**.\n.\nIl Comune"


def run(*arguments: str) -> tuple[int, list[str]]:
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout, done.stderr
    return done.returncode, done.stdout.splitlines()


def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what it is sent, and answers what the test says."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        size = int(self.headers["content-length"])
        self.server.seen.append((self.path, dict(self.headers), self.rfile.read(size)))
        self.send_response(self.server.status)
        for name, value in self.server.headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(self.server.answer)))
        self.end_headers()
        try:
            self.wfile.write(self.server.answer)
        except ConnectionError:
            self.close_connection = True  # it had enough

    def log_message(self, *_: object) -> None:
        pass


class Webhook(unittest.TestCase):
    def setUp(self) -> None:
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self.server.seen, self.server.status, self.server.headers = [], 200, []
        self.server.answer = b"ok"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def tearDown(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def send(self) -> tuple[int, list[str]]:
        return run(WEBHOOK, "127.0.0.1", str(self.server.server_port), "/hook", SECRET)

    def test_I9_signed(self) -> None:
        status, lines = self.send()
        self.assertEqual(status, 0, lines)
        [(path, headers, body)] = self.server.seen
        self.assertEqual(path, "/hook")
        said = json.loads(body)
        self.assertEqual((said["title"], said["body"]), (TITLE, BODY))
        self.assertEqual(lines[0], f"sent {headers['webhook-id']}")
        self.assertEqual(said["key"], headers["webhook-id"])
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mac = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
        self.assertEqual(headers["webhook-signature"], "v1," + base64.b64encode(mac).decode())

    def test_I3_refusals(self) -> None:
        for answer, state in ((503, "temporary_failure"), (429, "temporary_failure"),
                              (404, "permanent_failure"), (301, "permanent_failure")):
            self.server.status = answer
            self.server.headers = [("retry-after", "120")] if answer == 429 else []
            status, lines = self.send()
            self.assertEqual((status, lines[0].split()[0]), (1, state), answer)

    def test_I3_retry_after(self) -> None:
        """What the other side asks for is kept to, at most a day; what cannot be read is nothing."""
        def date(seconds: int) -> str:
            return email.utils.formatdate(time.time() + seconds, usegmt=True)
        day = 86_400
        for asked, least, most in (("120", 120, 600), (date(3600), 3540, 4200), (date(-60), 0, 60),
                                   ("100000", day, day + 600), ("1000000000", day, day + 600),
                                   ("9" * 30, day, day + 600), (date(10 * day), day, day + 600),
                                   ("-120", 0, 60), ("soon", 0, 60), ("120 or so", 0, 60)):
            with self.subTest(asked):
                self.server.status, self.server.headers = 503, [("retry-after", asked)]
                status, lines = self.send()
                self.assertEqual((status, lines[0].split()[0]), (1, "temporary_failure"))
                waits = int(lines[-1].removeprefix("again after ").removesuffix(" s"))
                self.assertTrue(least <= waits <= most, lines)

    def test_I2_endless_answer(self) -> None:
        self.server.answer = b"x" * 1_000_000
        status, lines = self.send()
        self.assertEqual((status, lines[0].split()[0]), (1, "temporary_failure"))
        self.assertIn("limit", lines[1])

    def test_nobody_there(self) -> None:
        status, lines = run(WEBHOOK, "127.0.0.1", str(closed_port()), "/hook", SECRET)
        self.assertEqual((status, lines[0].split()[0]), (1, "temporary_failure"))
        self.assertIn("refused", lines[1])


class Mailbox:
    """Takes mail for a while, or refuses the recipient."""

    def __init__(self) -> None:
        self.mails: list = []
        self.refusal = ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 taken"


class Smtp(unittest.TestCase):
    def setUp(self) -> None:
        self.mailbox = Mailbox()
        self.server = Controller(self.mailbox, hostname="127.0.0.1", port=closed_port())
        self.server.start()

    def tearDown(self) -> None:
        self.server.stop()

    def send(self) -> tuple[int, list[str]]:
        return run(SMTP, f"smtp://127.0.0.1:{self.server.port}", "comune@posta.example")

    def test_E9_mail(self) -> None:
        status, lines = self.send()
        self.assertEqual(status, 0, lines)
        [(sender, recipients, content)] = self.mailbox.mails
        self.assertEqual((sender, recipients), ("comune@posta.example", ["niccolo@posta.example"]))
        mail = email.message_from_bytes(content, policy=email.policy.default)
        self.assertEqual(mail["subject"], TITLE)
        self.assertEqual(mail["to"].addresses[0].display_name, "Niccolò D'Angelo")
        self.assertEqual(mail.get_content().replace("\r\n", "\n").rstrip("\n"), BODY)
        key = lines[0].split()[1]
        self.assertEqual(mail["message-id"], f"<{key}@posta.example>")
        self.assertTrue(all(len(line) <= 78 for line in content.split(b"\r\n")))

    def test_refusals(self) -> None:
        for answer, state in (("550 no such box", "permanent_failure"),
                              ("451 later", "temporary_failure")):
            self.mailbox.refusal = answer
            status, lines = self.send()
            self.assertEqual((status, lines[0].split()[0]), (1, state), lines)

    def test_nobody_there(self) -> None:
        status, lines = run(SMTP, f"smtp://127.0.0.1:{closed_port()}", "comune@posta.example")
        self.assertEqual((status, lines[0].split()[0]), (1, "temporary_failure"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
