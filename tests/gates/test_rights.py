"""Who may ask what: every route of the service and of the atelier, every role, in a table held both ways."""

import pytest
from atelier_desk import WEBINAR
from browsing import Browser
from cycle_team import ROSTER, enter, invite_all, make_cycle_team

from chorale.atelier.rights import STAFF_ROLES
from chorale.atelier.web.pages import ROUTES as DESK
from chorale.service.accounts import people
from chorale.service.app import ROUTES as PUBLIC

TEAM = frozenset(STAFF_ROLES)
GROUP = frozenset({"referent", "member"})
KEEPERS = GROUP | {"operator"}
EVERYONE = TEAM | KEEPERS | {"stranger"}
WRITING = frozenset({"editing"})
GUIDES = WRITING
"""Who changes the page that the paths of the table name."""

RIGHTS = {
    (method, path): roles
    for roles, lines in (
        (
            EVERYONE,
            """
            GET POST /participer/acces
            GET /participer/assets/{name}
            GET /healthz
            GET /participer/cle-des-accuses.pem
            GET POST /participer/formulaires/{form}/
            GET /participer/formulaires/{form}/merci/
            GET /participer/formulaires/{form}/resultats/
            GET POST /participer/inscription/{key}/
            GET /participer/inscription/{key}/merci/
            GET POST /participer/mon-inscription/{ticket}/
            GET /participer/mon-inscription/{ticket}/attestation.pdf
            GET POST /participer/mon-groupe/{ticket}/
            GET POST /participer/mon-abonnement/{ticket}/
            GET POST /participer/desabonnement/{ticket}
            GET POST /participer/mes-donnees/
            GET /participer/mes-donnees/merci/
            GET POST /participer/mon-dossier/{ticket}/
            GET /participer/mon-dossier/{ticket}/mes-donnees.json
            GET POST /participer/mon-adresse/{ticket}/
            GET POST /atelier/entrer
            POST /atelier/entrer/lien
            GET POST /atelier/entrer/cle
            GET /atelier/entrer/compte
            GET /atelier/entrer/retour
            GET POST /atelier/relire/{word}
            GET /atelier/relire/{word}/courriel/{view}
            GET /atelier/relire/{word}/page/{path:path}
            GET POST /atelier/cle/{word}
            GET /atelier/assets/{name}
            """,
        ),
        (
            GROUP,
            """
            GET /participer/ipm/{cycle}/
            POST /participer/ipm/{cycle}/accord
            GET POST /participer/ipm/{cycle}/notes
            GET POST /participer/ipm/{cycle}/proposition
            POST /participer/ipm/{cycle}/apercu
            GET /participer/ipm/{cycle}/verification
            GET /participer/ipm/{cycle}/depot
            GET /participer/ipm/{cycle}/accuses/{number}
            GET /participer/ipm/{cycle}/accuses/{number}/accuse
            """,
        ),
        (frozenset({"referent"}), "POST /participer/ipm/{cycle}/depot"),
        (KEEPERS, "POST /participer/sortir"),
        (
            frozenset({"operator"}),
            """
            GET /gestion
            GET /gestion/inscriptions/{key}.{kind}
            GET /gestion/abonnements.{kind}
            GET /gestion/formulaires/{form}/
            GET /gestion/formulaires/{form}.{kind}
            """,
        ),
        (
            TEAM,
            """
            GET /atelier/
            GET /atelier/contenus/{kind}
            GET /atelier/fiche/{path:path}
            GET /atelier/problemes/{path:path}
            GET /atelier/apercu/site/{path:path}
            GET /atelier/apercu/courriel/{view}
            GET /atelier/apercu/courriel/{issue}/{view}
            GET /atelier/apercu/fiche/{path:path}
            GET POST /atelier/forge
            POST /atelier/coller
            GET /atelier/liens
            GET /atelier/bloc
            POST /atelier/sortir
            GET POST /atelier/acces
            GET /atelier/acces/cle
            GET /atelier/lettre/{issue}
            GET /atelier/lettre/{issue}/etat
            GET /atelier/abonnes
            POST /atelier/relecture/{path:path}
            GET /atelier/historique/{path:path}
            GET /atelier/courriels
            """,
        ),
        (
            GUIDES,
            """
            GET POST /atelier/contenus/{kind}/nouveau
            POST /atelier/fiche/{path:path}
            POST /atelier/choix/{path:path}
            POST /atelier/renommer/{path:path}
            POST /atelier/supprimer/{path:path}
            POST /atelier/image/{path:path}
            POST /atelier/suggestion/{path:path}
            POST /atelier/historique/{path:path}
            """,
        ),
        (
            WRITING,
            """
            GET POST /atelier/importer
            POST /atelier/importer/articles
            """,
        ),
        (
            frozenset({"approval"}),
            """
            POST /atelier/lettre/{issue}/approuver
            POST /atelier/lettre/{issue}/envoi
            """,
        ),
        (frozenset({"approval", "editing"}), "POST /atelier/lettre/{issue}/essai"),
        (
            frozenset({"approval", "operation"}),
            """
            GET POST /atelier/publier
            GET /atelier/publier/etat
            GET POST /atelier/abonnes/importer
            GET /atelier/abonnes/importer/refus.csv
            """,
        ),
        (
            frozenset({"operation"}),
            """
            GET POST /atelier/equipe
            GET /atelier/journal
            """,
        ),
        (
            frozenset({"events"}),
            """
            GET /atelier/seances
            GET POST /atelier/seances/{key}
            POST /atelier/seances/{key}/reglages
            GET POST /atelier/seances/{key}/presences
            GET POST /atelier/seances/{key}/message
            GET /atelier/seances/{key}/feuille
            GET /atelier/seances/{key}/inscrits.{name}
            GET /atelier/seances/{key}/attestations.zip
            """,
        ),
        (
            frozenset({"editing", "events", "secretariat"}),
            """
            GET /atelier/reponses
            GET /atelier/reponses/{form}
            GET /atelier/reponses/{form}/reponses.{name}
            GET POST /atelier/reponses/{form}/{answer}
            """,
        ),
        (
            frozenset({"secretariat"}),
            """
            GET POST /atelier/demandes
            GET /atelier/cycles
            GET POST /atelier/cycles/nouveau
            GET POST /atelier/cycles/{slug}
            GET /atelier/cycles/{slug}/questionnaire-{group}.xlsx
            GET POST /atelier/cycles/{slug}/inviter
            GET POST /atelier/cycles/{slug}/relancer
            GET POST /atelier/cycles/{slug}/depots
            GET POST /atelier/cycles/{slug}/cles
            GET POST /atelier/cycles/{slug}/gardiens
            GET POST /atelier/cycles/{slug}/figer
            GET POST /atelier/cycles/{slug}/arbitrage
            GET /atelier/cycles/{slug}/releve.odt
            GET POST /atelier/cycles/{slug}/ouverture
            """,
        ),
    )
    for line in filter(None, map(str.strip, lines.splitlines()))
    for *methods, path in (line.split(),)
    for method in methods
}
"""Who is let in at each address; a file's own roles are asked besides, and « GUIDES » stands for those of a page."""
PLACES = {
    "{path:path}": "site/documentation/lentille.md",
    "{kind}": "page",
    "{cycle}": "cycle-2",
    "{slug}": "cycle-2",
    "{issue}": "2026-03",
    "{form}": "visite-du-phare",
    "{key}": "lire-les-feux-20260414T1430",
    "{group}": "nord",
    "{view}": "texte",
    "{number}": "1",
}
REFUSED = (401, 403)
DOORS = ("/atelier/entrer", "/participer/acces", "/atelier/sortir", "/participer/sortir")
"""Where one comes in, refused without a code, and goes out, which would end the session that asks."""


def test_the_table_names_every_route_and_no_other():
    asked = {(method, one.path) for one in (*DESK, *PUBLIC) for method in one.methods}

    assert asked == RIGHTS.keys()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Run a community with its team, a cycle and its groups, and the operator of the service."""
    team = make_cycle_team(tmp_path_factory.mktemp("droits"))
    invite_all(team.member("Anna", "secretariat"), ROSTER)
    with team.service.store.write() as connection:
        who = {
            "scope": "gestion",
            "group": "",
            "role": "operator",
            "name": "Ida",
            "email": "ida@exemple.fr",
        }
        _, secret = people.admit(connection, team.clock(), **who)
    team.code("Olga", "operation")  # who gives roles is never the last
    return team, secret, {}


def comes(house, role):
    """Return the browser of someone who has one role alone."""
    team, secret, inside = house
    if role not in inside:
        inside[role] = Browser(team.app, cookies=_entered(team, secret, role).cookies)
    return inside[role]


def _entered(team, secret, role):
    browser = team.browser()
    if role == "operator":
        assert browser.post("/participer/acces", {"code": secret}).status == 303
    elif role in GROUP:
        return enter(team, {"referent": "ada@exemple.fr", "member": "ben@exemple.fr"}[role])
    elif role in TEAM:
        return team.member(role.title(), role)
    return browser


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_each_role_is_let_in_where_the_table_says_and_nowhere_else(house, role):
    browser = comes(house, role)
    wrong = []
    for (method, path), roles in RIGHTS.items():
        if path.startswith(DOORS):
            continue
        answer = getattr(browser, method.lower())(concrete(path))
        turned = answer.status in REFUSED or answer.headers.get("location", "").startswith(DOORS)
        if turned != (role not in roles):
            wrong.append((method, path, answer.status))

    assert wrong == []


def concrete(path):
    for name, value in PLACES.items():
        path = path.replace(name, value)
    return path.replace("{", "").replace("}", "")


def test_a_referent_of_one_cycle_has_nothing_in_another(house):
    ada = comes(house, "referent")

    assert [
        getattr(ada, method.lower())(
            path.replace("{cycle}", "cycle-1").replace("{number}", "1")
        ).status
        for method, path in RIGHTS
        if "{cycle}" in path
    ] == [403] * sum("{cycle}" in path for _, path in RIGHTS)


@pytest.mark.parametrize("path", [WEBINAR, "content/community.yml", "content/ipm/groups.yml"])
def test_a_file_is_changed_by_its_own_roles_alone(house, path):
    writers = {
        WEBINAR: {"editing", "events"},
        "content/community.yml": {"operation"},
        "content/ipm/groups.yml": {"secretariat"},
    }[path]

    assert {
        role
        for role in sorted(TEAM)
        if comes(house, role).post(f"/atelier/fiche/{path}", {"op": "garder"}).status != 403
    } == writers
