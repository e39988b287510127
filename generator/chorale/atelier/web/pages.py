"""Every page of the atelier: the routes of each desk and the lines of the menu, in one table."""

from chorale.atelier.web import (
    access_pages,
    arbitration_pages,
    cycle_pages,
    cycle_people_pages,
    entry_pages,
    home_pages,
    import_pages,
    letter_pages,
    opening_pages,
    press_pages,
    preview_pages,
    provider_pages,
    review_pages,
    session_pages,
    sheet_pages,
    team_pages,
    writing_pages,
)
from chorale.atelier.web.request import HOME, OPEN, AtelierRoute, asset

ROUTES = (
    *home_pages.ROUTES,
    *sheet_pages.ROUTES,
    *preview_pages.ROUTES,
    *press_pages.ROUTES,
    *writing_pages.ROUTES,
    *entry_pages.ROUTES,
    *access_pages.ROUTES,
    *provider_pages.ROUTES,
    *import_pages.ROUTES,
    *letter_pages.ROUTES,
    *review_pages.ROUTES,
    *team_pages.ROUTES,
    *session_pages.ROUTES,
    *cycle_pages.ROUTES,
    *cycle_people_pages.ROUTES,
    *arbitration_pages.ROUTES,
    *opening_pages.ROUTES,
    AtelierRoute(path=HOME + "assets/{name}", handler=asset, roles=OPEN),
)
MENU = (
    *home_pages.MENU,
    *import_pages.MENU,
    *letter_pages.MENU,
    *press_pages.MENU,
    *session_pages.MENU,
    *cycle_pages.MENU,
    *team_pages.MENU,
)
