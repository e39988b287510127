"""Words of the mails that the service writes: each shown with an example, and reworded in its own file."""

from starlette.responses import Response

from chorale.atelier.mail_examples import example
from chorale.atelier.rights import EVERY_ROLE, writers
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, MenuLine, page
from chorale.content.kinds import kind_of
from chorale.content.mail_texts import MailText
from chorale.content.public_mails import MODELS

ADDRESS = HOME + "courriels"


def listing(request: AtelierRequest) -> Response:
    """Show every mail as it would arrive with the words of the files, and which are the community's own."""
    own = request.desk.project().community.mails
    written = {one.slug: one.path for one in own}
    path = kind_of(MailText).files
    rows = [(name, example(name, own), written.get(name, "")) for name in MODELS]
    broken = [one for one in sorted(request.desk.project().loaded.broken) if path.holds(one)]
    writes = bool(request.worker.roles & writers("mail"))
    return page(request, "mails.html", rows=rows, broken=broken, writes=writes)


ROUTES = (AtelierRoute(path=ADDRESS, handler=listing, roles=EVERY_ROLE),)
MENU = (MenuLine(label="Courriels", address=ADDRESS, roles=writers("mail"), rank=38),)
