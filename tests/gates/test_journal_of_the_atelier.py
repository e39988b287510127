"""Each act of the atelier writes a line in its journal: every form says which, or why it changes nothing of anybody's."""

import ast
from typing import get_args

from house import ROOT

from chorale.atelier.acts import ACTS, ActKind
from chorale.atelier.web.pages import ROUTES

MINE = "what is typed is one's own draft until it is saved"
READ = "it answers, and keeps nothing"
FORMS = {
    "/atelier/contenus/{kind}/nouveau": MINE,
    "/atelier/fiche/{path:path}": {"saved"},
    "/atelier/choix/{path:path}": {"saved"},
    "/atelier/publier": {"published", "put-back"},
    "/atelier/forge": {"forge-opened", "forge-closed", "joined"},
    "/atelier/coller": READ,
    "/atelier/renommer/{path:path}": {"renamed"},
    "/atelier/image/{path:path}": {"pictured"},
    "/atelier/entrer": {"entered"},
    "/atelier/entrer/lien": "a mail goes to who asks, if they are of the team",
    "/atelier/sortir": {"left"},
    "/atelier/entrer/cle": {"entered-key"},
    "/atelier/acces": {"key-added", "key-removed", "unbound"},
    "/atelier/importer": MINE,
    "/atelier/importer/articles": MINE,
    "/atelier/lettre/{issue}/approuver": {"approved"},
    "/atelier/lettre/{issue}/essai": {"rehearsed"},
    "/atelier/lettre/{issue}/envoi": {"planned", "cancelled", "paused", "resumed", "settled"},
    "/atelier/relecture/{path:path}": {
        *("commented", "settled-comment", "asked-review", "reviewed", "review-closed"),
    },
    "/atelier/suggestion/{path:path}": {"settled-comment"},
    "/atelier/historique/{path:path}": MINE,
    "/atelier/relire/{word}": {"commented", "settled-comment", "reviewed"},
    "/atelier/equipe": {"invited", "roles", "removed"},
    "/atelier/seances/{key}": {
        "registered",
        "corrected",
        "moved",
        "unregistered",
        "seated",
        "reminded",
    },
    "/atelier/seances/{key}/reglages": {"settings"},
    "/atelier/seances/{key}/presences": {"attendance"},
    "/atelier/seances/{key}/message": {"wrote"},
    "/atelier/reponses/{form}/{answer}": {"sorted", "replied", "drafted"},
    "/atelier/demandes": MINE,
    "/atelier/cycles/nouveau": {"saved"},
    "/atelier/cycles/{slug}": {
        *("cycle-replaced", "cycle-corrected", "cycle-revoked", "cycle-renewed"),
        *("cycle-extended", "cycle-closed", "cycle-amended"),
    },
    "/atelier/cycles/{slug}/inviter": {"cycle-invited"},
    "/atelier/cycles/{slug}/relancer": {"cycle-reminded"},
    "/atelier/cycles/{slug}/depots": {"cycle-collected"},
    "/atelier/cycles/{slug}/cles": {"cycle-key"},
    "/atelier/cycles/{slug}/gardiens": {"cycle-keeper", "cycle-keeper-closed"},
    "/atelier/cle/{word}": {"cycle-key", "cycle-opened"},
    "/atelier/cycles/{slug}/figer": {"cycle-frozen", "cycle-corrected-record", "cycle-head"},
    "/atelier/cycles/{slug}/arbitrage": {"saved"},
    "/atelier/cycles/{slug}/ouverture": {"cycle-opened"},
}
"""What each form writes, by its address; a sentence for those that write nothing."""
PAGES = {"bound", "entered-account", "exported", "took-answers", "cycle-questionnaire"}
"""What a page alone does: a return from a provider, a list that is taken away."""


def test_each_form_of_the_atelier_says_what_it_writes_in_the_journal():
    assert set(FORMS) == {one.path for one in ROUTES if "POST" in one.methods}


def test_each_kind_of_act_is_what_some_form_writes():
    assert set(get_args(ActKind)) == PAGES.union(
        *(one for one in FORMS.values() if isinstance(one, set))
    )


def said():
    """Return each string of the atelier's program, the journal's own tables left out."""
    files = [
        one for one in (ROOT / "generator/chorale/atelier").rglob("*.py") if one.name != "acts.py"
    ]
    return {
        node.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_each_kind_of_act_is_written_somewhere_and_has_its_words():
    assert {kind for kind in get_args(ActKind) if kind not in said()} == set()
    assert set(ACTS) == set(get_args(ActKind))
