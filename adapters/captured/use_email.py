# SPDX-License-Identifier: MIT
"""email: messages parsed from bytes, and made into bytes."""

import email
import email.generator
import email.message
import email.parser
import email.policy
import io

MULTIPART = b"""From: one@example.org\r
Subject: =?utf-8?q?caf=C3=A9?=\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=x\r
\r
--x\r
Content-Type: text/plain; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
caf=C3=A9\r
--x\r
Content-Type: application/octet-stream\r
Content-Transfer-Encoding: base64\r
\r
AAEC/w==\r
--x--\r
"""

parser = email.parser.BytesParser(policy=email.policy.default)
message = parser.parse(io.BytesIO(MULTIPART))
assert message["subject"] == "caf\xe9"
text, data = message.iter_parts()
assert (text.get_content().strip(), data.get_content()) == ("caf\xe9", b"\0\1\2\xff")

stream = io.BytesIO()
email.generator.BytesGenerator(stream, policy=email.policy.SMTP).flatten(message)
assert b"AAEC/w==" in stream.getbuffer()[:].tobytes()
assert email.message_from_binary_file(io.BytesIO(stream.getvalue())).is_multipart()

made = email.message.EmailMessage()
made["To"] = "two@example.org"
made.set_content("Gr\xfc\xdfe\n")
made.add_attachment(bytearray(b"\xfe\xff"), maintype="application", subtype="x-two")
for policy in (email.policy.SMTP, email.policy.SMTPUTF8, email.policy.default):
    stream = io.BytesIO()
    email.generator.BytesGenerator(stream, policy=policy).flatten(made, unixfrom=False)
    assert stream.getvalue().startswith(b"To: two@example.org")
