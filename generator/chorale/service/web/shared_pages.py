"""Pages and letters that are the same for whoever gets them, but for one word: rendered once, cut where it stands."""

import secrets
from collections.abc import Callable, Hashable

from starlette.responses import HTMLResponse, Response

SEAL = secrets.token_hex(16)
"""What stands in a shared page where each reader has a seal of their own, in a letter where a link leads."""

MOST = 500
"""Pages kept; beyond, all are made anew."""


class SharedPages:
    """Rendered pages by all that they depend on, cut where the seal stands."""

    def __init__(self) -> None:
        self.made: dict[Hashable, tuple[str, ...]] = {}

    def page(self, state: Hashable, seal: str, make: Callable[[], Response]) -> Response:
        """Answer with the page of a state, made when it is not known, with this seal."""
        return HTMLResponse(self.text(state, seal, lambda: bytes(make().body).decode()))

    def text(self, state: Hashable, seal: str, make: Callable[[], str]) -> str:
        """Return the text of a state, made when it is not known, with this seal."""
        parts = self.made.get(state)
        if parts is None:
            parts = tuple(make().split(SEAL))
            if len(self.made) >= MOST:
                self.made.clear()
            self.made[state] = parts
        return seal.join(parts)
