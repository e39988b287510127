"""What is online of a cycle: as it was last published, the page for the meeting room, the minutes of its decision."""

from pathlib import Path

from chorale.atelier.web.request import AtelierRequest
from chorale.content import addresses
from chorale.ipm.model import Cycle

ROOM = "en-salle"


def followed(request: AtelierRequest, slug: str) -> Cycle | None:
    """Return the cycle of that name as the service follows it, None before it was published."""
    return next((one for one in request.service.community.cycles if one.slug == slug), None)


def shown(request: AtelierRequest, cycle: Cycle) -> bool:
    """Tell whether the opened answers are online, with what a meeting is held with."""
    return _file(request, cycle, ROOM, "index.html").is_file()


def told(request: AtelierRequest, cycle: Cycle) -> bool:
    """Tell whether the minutes online were made after the arbitration was last saved."""
    saved = (request.desk.root / cycle.path).with_name("arbitration.yml")
    try:
        return _file(request, cycle, "", "releve.odt").stat().st_mtime >= saved.stat().st_mtime
    except OSError:
        return False


def room(request: AtelierRequest, cycle: Cycle) -> str:
    """Return the address of the page for the room, nothing as long as it is not online."""
    if not shown(request, cycle):
        return ""
    address = addresses.address(addresses.part(cycle, ROOM))
    return request.service.community.url.rstrip("/") + "/" + address.lstrip("/")


def _file(request: AtelierRequest, cycle: Cycle, part: str, name: str) -> Path:
    page = request.workshop.press.online / "site" / addresses.part(cycle, part)
    return page.with_name(name)
