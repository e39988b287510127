"""A browser without JavaScript in front of an ASGI application, and what comes back to it."""

import asyncio
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from shown import english, shown, typed

ORIGIN = "https://chorale.example"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def words(self) -> str:
        """Return the page's words, tags removed, spaces made plain."""
        bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", self.text, flags=re.DOTALL)
        return re.sub(r"\s+", " ", bare)


def apart(question):
    """Run a coroutine in a thread of its own: a browser test may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, question).result()


@dataclass
class Browser:
    """Speaks ASGI to the application: keeps cookies, sends what a real browser sends, follows nothing by itself."""

    app: Any
    address: str = "192.0.2.7"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(
        self, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self.ask(method, path, b"", dict(headers or {}))

    def post(self, path: str, form: Mapping[str, Any] | None = None, **extra: Any) -> Answer:
        body = extra.pop("body", urlencode(form or {}, doseq=True).encode())
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "origin": ORIGIN,
            "sec-fetch-site": "same-origin",
        }
        headers |= extra.pop("headers", {})
        return self.ask(
            "POST",
            path,
            body,
            {name: value for name, value in headers.items() if value is not None},
        )

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if self.cookies:
            headers.setdefault(
                "cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            )
        answer = apart(self._ask(method, path, body, headers))
        if answer.headers.get("content-type", "").startswith("text/html"):
            texts = shown(answer.text)
            foreign = [*typed(texts), *english(texts)]
            assert not foreign, foreign
        for line in answer.cookies:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies.pop(name, None)
            if value.strip('"'):
                self.cookies[name] = value
        return answer

    async def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        parts = urlsplit(path)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in {"host": "chorale.example", **headers}.items()],
            "client": (self.address, 40000),
            "server": ("chorale.example", 443),
        }  # fmt: skip
        sent: list[dict[str, Any]] = []
        inbox = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return inbox.pop(0) if inbox else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        raw = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
        cookies = [value for name, value in raw if name == "set-cookie"]
        return Answer(
            sent[0]["status"],
            dict(raw),
            cookies,
            b"".join(part.get("body", b"") for part in sent[1:]),
        )
