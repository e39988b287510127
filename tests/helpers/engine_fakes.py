"""listmonk, Brevo and Sympa on loopback, as their documents say: what they require, refuse, add and replace.

listmonk: docs/content/apis/{campaigns,import}.md and cmd/campaigns.go of version 6; Brevo: the reference of
createEmailCampaign and importContacts; Sympa: Spindle/ProcessIncoming.pm and Spindle/TransformOutgoing.pm of 6.2.
"""

import base64
import csv
import io
import json
import re
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from jsonschema import Draft202012Validator

TEXT, NUMBERS = (
    {"type": "string", "minLength": 1},
    {"type": "array", "items": {"type": "integer"}, "minItems": 1},
)
CAMPAIGN = {
    "type": "object",
    "required": ["name", "subject", "lists", "type", "content_type", "body"],
    "additionalProperties": False,
    "properties": {
        "name": TEXT | {"maxLength": 2000},
        "subject": TEXT | {"maxLength": 5000},
        "lists": NUMBERS,
        "from_email": {"type": "string", "pattern": r"^((.+?)\s)?<(.+?)@(.+?)>$"},
        "type": {"enum": ["regular", "optin"]},
        "content_type": {"enum": ["richtext", "html", "markdown", "plain", "visual"]},
        "body": TEXT,
        "altbody": {"type": "string"},
        "send_at": {"type": "string"},
        "messenger": {"type": "string"},
        "template_id": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "headers": {
            "type": "array",
            "items": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "attribs": {"type": "object"},
    },
}
IMPORT = {
    "type": "object",
    "required": ["mode", "delim"],
    "properties": {
        "mode": {"enum": ["subscribe", "blocklist"]},
        "subscription_status": {"enum": ["confirmed", "unconfirmed"]},
        "delim": {"type": "string", "minLength": 1, "maxLength": 1},
        "lists": NUMBERS,
        "overwrite": {"type": "boolean"},
    },
}
DRAFT = {
    "type": "object",
    "required": ["name", "sender", "subject", "htmlContent"],
    "additionalProperties": False,
    "properties": {
        "name": TEXT,
        "tag": {"type": "string"},
        "subject": TEXT,
        "previewText": {"type": "string"},
        "htmlContent": {"type": "string", "minLength": 10},
        "sender": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "name": {"type": "string"},
                "email": {"type": "string", "pattern": "@"},
                "id": {"type": "integer"},
            },
            "oneOf": [{"required": ["email"]}, {"required": ["id"]}],
        },
        "recipients": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "listIds": NUMBERS,
                "segmentIds": NUMBERS,
                "exclusionListIds": NUMBERS,
            },
        },
        "replyTo": {"type": "string"},
        "scheduledAt": {"type": "string"},
        "inlineImageActivation": {"type": "boolean"},
        "mirrorActive": {"type": "boolean"},
    },
}
CONTACTS = {
    "type": "object",
    "required": ["fileBody"],
    "properties": {"fileBody": {"type": "string", "maxLength": 10_000_000}, "listIds": NUMBERS},
    "additionalProperties": False,
}
LEAVE, OWN = "https://moteur.example/partir/1", "https://moteur.example/choisir/1"


class Refusal(Exception):
    """An answer other than success."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


def _valid(schema, value):
    errors = sorted(error.message for error in Draft202012Validator(schema).iter_errors(value))
    if errors:
        raise Refusal(400, " ; ".join(errors))
    return value


class Listmonk:
    """Keeps campaigns and subscribers; renders a campaign for one of them as Go's templates would."""

    def __init__(self):
        self.campaigns, self.subscribers = [], {}

    def answer(self, path, headers, body):
        given = base64.b64decode(headers.get("Authorization", "").removeprefix("Basic ")).decode()
        if given != "api_user:jeton":
            raise Refusal(403, "invalid API credentials")
        if path == "/api/campaigns" and headers.get_content_type() == "application/json":
            self.campaigns.append(_valid(CAMPAIGN, json.loads(body)))
            return 200, {"data": {"id": len(self.campaigns), "status": "draft"}}
        if (
            path == "/api/import/subscribers"
            and headers.get_content_type() == "multipart/form-data"
        ):
            return 200, {"data": self._imported(headers, body)}
        raise Refusal(404, path)

    def _imported(self, headers, body):
        form = message_from_bytes(
            b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body,
            policy=default,
        )
        parts = {
            part.get_param("name", header="content-disposition"): part.get_content()
            for part in form.iter_parts()
        }
        asked = _valid(IMPORT, json.loads(parts["params"]))
        file = parts["file"].decode() if isinstance(parts["file"], bytes) else parts["file"]
        for row in csv.DictReader(io.StringIO(file), delimiter=asked["delim"]):
            self.subscribers[row["email"]] = json.loads(row["attributes"])
        return {"total": len(self.subscribers)}

    @staticmethod
    def rendered(text, *, html=True):
        """Render as Go does: comments of HTML are lost, functions give their values; anything else is an error."""
        known = {"UnsubscribeURL": LEAVE, "ManageURL": OWN, '"{{"': "{{"}

        def value(match):
            words = match[1].strip()
            return known[words] if words in known else json.loads(words.removeprefix("Safe "))

        actions = re.compile(r'{{((?:\s*(?:Safe )?"(?:\\.|[^"\\])*"|[^"}]*)\s*)}}')
        pieces = actions.split(text)
        static = [
            re.sub(r"<!--.*?-->", "", piece, flags=re.DOTALL) if html else piece
            for piece in pieces[::2]
        ]
        assert not any("{{" in piece for piece in static)
        found = [value(match) for match in actions.finditer(text)]
        return "".join(part for pair in zip(static, [*found, ""], strict=True) for part in pair)


class Brevo:
    """Keeps drafts and contacts."""

    def __init__(self):
        self.campaigns, self.contacts = [], []

    def answer(self, path, headers, body):
        if (
            headers.get("api-key") != "xkeysib-essai"
            or headers.get_content_type() != "application/json"
        ):
            raise Refusal(401, "Key not found")
        if path == "/v3/emailCampaigns":
            self.campaigns.append(_valid(DRAFT, json.loads(body)))
            return 201, {"id": len(self.campaigns)}
        if path == "/v3/contacts/import":
            header, *self.contacts = _valid(CONTACTS, json.loads(body))["fileBody"].split()
            assert header == "EMAIL"
            return 202, {"processId": 78}
        raise Refusal(404, path)

    @staticmethod
    def rendered(text):
        """Replace the two variables; any other mark of the template language is an error."""
        done = text.replace("{{ unsubscribe }}", LEAVE).replace("{{ update_profile }}", OWN)
        assert re.search(r"\{[{%#]", done) is None
        return done


@contextmanager
def served(engine):
    """Lend an engine's address on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                status, said = engine.answer(self.path, self.headers, body)
            except Refusal as refusal:
                status, said = refusal.status, {"message": str(refusal)}
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Sympa:
    """Takes a message for a list unless it looks like a loop, then replaces the headers of lists by its own."""

    ADDRESS, PAGE = "lettre@listes.exemple.fr", "https://listes.exemple.fr/sympa"

    def __init__(self):
        self.sent = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        message = message_from_bytes(envelope.content, policy=default.clone(max_line_length=0))
        assert envelope.rcpt_tos == [self.ADDRESS]
        automatic = message["Auto-Submitted"] not in (None, "no") or "Auto-replied" in str(
            message["Content-Identifier"]
        )
        if (
            not message["Message-ID"]
            or not message["From"]
            or automatic
            or message["X-Loop"] == self.ADDRESS
        ):
            return "250 ignored as a loop"
        for name in (
            "List-Help",
            "List-Subscribe",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "List-Owner",
            "List-Id",
            "Precedence",
        ):
            del message[name]
        message["X-Loop"] = self.ADDRESS
        message["Precedence"] = "list"
        message["List-Id"] = "<lettre.listes.exemple.fr>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["List-Unsubscribe"] = f"<{self.PAGE}/auto_signoff/lettre/1>"
        self.sent.append(message)
        return "250 OK"


@contextmanager
def listening(sympa, port):
    """Lend a mail server's address."""
    controller = Controller(sympa, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop(no_assert=True)
