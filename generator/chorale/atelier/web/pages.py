"""Every page of the atelier: the routes of each desk and the lines of the menu, in one table."""

from chorale.atelier.web import (
    access_pages,
    answer_pages,
    entry_pages,
    forge_pages,
    home_pages,
    import_pages,
    letter_pages,
    press_pages,
    preview_pages,
    provider_pages,
    registrant_pages,
    review_pages,
    session_pages,
    sheet_pages,
    team_pages,
    writing_pages,
)
from chorale.atelier.web.request import HOME, OPEN, AtelierRoute, MenuLine, asset

ROUTES: tuple[AtelierRoute, ...] = (
    *home_pages.ROUTES,
    *sheet_pages.ROUTES,
    *preview_pages.ROUTES,
    *press_pages.ROUTES,
    *forge_pages.ROUTES,
    *writing_pages.ROUTES,
    *entry_pages.ROUTES,
    *access_pages.ROUTES,
    *provider_pages.ROUTES,
    *import_pages.ROUTES,
    *letter_pages.ROUTES,
    *review_pages.ROUTES,
    *team_pages.ROUTES,
    *session_pages.ROUTES,
    *registrant_pages.ROUTES,
    *answer_pages.ROUTES,
    AtelierRoute(path=HOME + "assets/{name}", handler=asset, roles=OPEN),
)
MENU: tuple[MenuLine, ...] = (
    *home_pages.MENU,
    *import_pages.MENU,
    *letter_pages.MENU,
    *press_pages.MENU,
    *session_pages.MENU,
    *answer_pages.MENU,
    *team_pages.MENU,
)
