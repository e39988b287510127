"""Answers that come late: held until a test says so, what a person does meanwhile being what it is about."""

from typing import Any

from patience import until


class Late:
    """Holds what a page asks of an address; reads it at once where the answer must be that of its own moment."""

    def __init__(
        self, page: Any, address: Any, *, most: int = 1, method: str = "", read: bool = False
    ):
        self.page, self.most, self.method, self.read = page, most, method, read
        self.seen = 0
        self.held: list[Any] = []
        page.route(address, self._take)

    def _take(self, route: Any) -> None:
        if self.method not in ("", route.request.method) or self.seen == self.most:
            route.fallback()
            return
        self.seen += 1
        self.held.append((route, {"response": route.fetch()} if self.read else None))

    def asked(self, count: int = 1) -> None:
        """Wait until the page has asked."""
        until(lambda: self.page.wait_for_timeout(20) or self.seen >= count)

    def leave(self) -> None:
        """Let the oldest answer come to a page that may go without having read it."""
        self.held.pop(0)[0].continue_()
        self.page.wait_for_timeout(200)

    def come(self, rank: int = 0) -> None:
        """Let an answer come, the oldest unless it is said, and its page take it in."""
        route, told = self.held.pop(rank)
        with self.page.expect_event("requestfinished", lambda one: one == route.request):
            route.fulfill(**told) if told else route.continue_()
        self.page.wait_for_timeout(200)
