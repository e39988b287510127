"""The cycles at the desk: those that are published and those being prepared, and a new one begun."""

from starlette.responses import Response

from chorale.atelier import new_cycle, saving
from chorale.atelier.forms.screen_words import sentences
from chorale.atelier.web.cycle_pages import ADDRESS, SECRETARIAT, STATES
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, MenuLine, page, see
from chorale.service.questionnaire.schedule import schedule


def listing(request: AtelierRequest) -> Response:
    """Show the cycles, the latest first, those being prepared too."""
    now, followed = request.desk.clock(), request.service.community.cycles
    known = {one.slug: one for one in (*request.desk.project().community.cycles, *followed)}
    found = sorted(known.values(), key=lambda one: one.number, reverse=True)
    with request.service.store.read() as connection:
        states = {one.slug: STATES[schedule(one, connection).state(now)] for one in found}
    prepared = known.keys() - {one.slug for one in followed}
    return page(request, "cycles.html", cycles=found, states=states, prepared=prepared)


def new(request: AtelierRequest) -> Response:
    """Ask what a new cycle is made of, then write its files together."""
    community = request.desk.project().community
    typed = {name: request.one(name) for name in new_cycle.FIELDS}
    refused: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            made = new_cycle.made(community, request.desk.root, typed)
        except new_cycle.UnmakeableCycle as error:
            refused = (str(error),)
        else:
            done = saving.save_together(
                request.desk, request.worker, lambda: made.texts, f"Créer {made.slug}"
            )
            if isinstance(done, saving.Saved):
                desk = f"{ADDRESS}/{made.slug}?fait=creer"
                return see(desk if request.live else f"{HOME}fiche/{made.requests}")
            refused = sentences(done.problems) or (done.sentence,)
    return page(
        request,
        "cycle_new.html",
        status=422 if refused else 200,
        typed=typed if request.method == "POST" else new_cycle.first(community),
        grouped=community.groups,
        refused=refused,
        back=ADDRESS if request.live else HOME + "demandes",
    )


ROUTES = (
    AtelierRoute(path=ADDRESS, handler=listing, roles=SECRETARIAT, online=True),
    AtelierRoute(
        path=ADDRESS + "/nouveau",
        handler=new,
        roles=SECRETARIAT,
        methods=("GET", "POST"),
    ),
)
MENU = (MenuLine(label="Cycles", address=ADDRESS, roles=SECRETARIAT, rank=40, online=True),)
