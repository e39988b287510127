"""A crowd at the door: as many open connections as people, each with its request sent before any is answered."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

PATIENCE = 900
"""Seconds after which an answer will not come: a busy disk makes a thousand durable commits last minutes."""


def request(address: str, path: str, form: dict[str, str], visitor: str) -> bytes:
    """Return a browser's POST as bytes; visitor is the address that the front server would give."""
    body = urlencode(form).encode()
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: {urlsplit(address).netloc}",
        f"Origin: {address}",
        f"X-Forwarded-For: {visitor}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def rush(address: str, requests: Sequence[bytes]) -> list[int]:
    """Open one connection per request, let all of them ask at once, and return the statuses in the same order."""
    with ThreadPoolExecutor(
        1
    ) as aside:  # a browser of the same test process may hold a loop in this thread
        return aside.submit(lambda: asyncio.run(_rush(urlsplit(address), requests))).result()


async def _rush(parts, requests: Sequence[bytes]) -> list[int]:
    lines = await asyncio.gather(*(_connected(parts) for _ in requests))
    for (_, writer), request in zip(lines, requests, strict=True):
        writer.write(request)
    return await asyncio.gather(*(_status(reader, writer) for reader, writer in lines))


async def _connected(parts):
    for _ in range(50):
        try:
            return await asyncio.open_connection(parts.hostname, parts.port)
        except OSError:  # the queue of the listening socket is full
            await asyncio.sleep(0.1)
    raise TimeoutError("the service takes no more connections")


async def _status(reader, writer) -> int:
    line = await asyncio.wait_for(reader.readline(), PATIENCE)
    await reader.read()
    writer.close()
    return int(line.split()[1]) if line else 0
