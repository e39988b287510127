"""Each row of the table of kinds is true: a kind half added is told by one of these tests."""

import dataclasses
import shutil
from datetime import date
from typing import get_args, get_origin, get_type_hints

import pytest
from house import GOLDEN, TEMPLATES

from chorale import publish
from chorale.cli.commands import COMMANDS
from chorale.content import addresses, form_model, model, site_pages
from chorale.content.kinds import KINDS, items, with_pages
from chorale.content.project import CHECKS, inspect
from chorale.content.shapes import given
from chorale.ipm import model as ipm_model

TODAY = date(2026, 3, 5)
CYCLE = "content/ipm/cycle-1"
ISSUE = "content/newsletters/2026-03/issue.yml"
ARTICLE = "content/newsletters/2026-03/la-lampe-est-reparee.md"
WEBINAR = "content/webinars/lire-les-feux.md"
MEETING = "content/meetings/2026-03-17-brest.md"
PAGE = "site/documentation/lentille.md"
FORM = "content/forms/lettre.yml"
COLLECTED = "content/requests/une-corne-de-brume.md"
MAIL = "content/mails/place-proposee.yml"
MORE = {
    FORM: """\
title: "Recevoir la lettre"
summary: "La lettre du Phare, chaque mois."
fields:
  - {name: email, label: "Votre adresse", kind: email, required: true}
purpose: "Envoyer la lettre."
retention_months: 3
contact: lettre@phare.example
audiences: [marins]
serves: subscription
""",
    MAIL: 'said: ["La place est à vous jusqu\'au {limite}."]\n',
    f"{CYCLE}/keys.yml": "- {holder: Présidence, recipient: age1prhwjheuesw3tfxc0dxafu6w9npn0498nwr2v7wfdm7tnkssvcnqntry9e}\n",
    f"{CYCLE}/heads.yml": '- {number: 1, at: "2026-02-01 18:00:00 UTC", digest: "aa"}\n',
    f"{CYCLE}/collection.yml": 'journal_head: "aa"\ndeposits: []\n',
}
"""What the miniature community has no example of."""

# kind, check, file, what is written, what is planted instead; or nothing, and the file that is copied there
PLANTED = [
    (
        "community",
        "forms.satisfaction",
        "content/community.yml",
        "timezone: Europe/Paris",
        "timezone: Europe/Paris\nsign_ups: {satisfaction: visite}",
    ),
    (
        "community",
        "references.community",
        "content/community.yml",
        "https://phare",
        "http://phare",
    ),
    (
        "groups",
        "cycles.groups",
        "content/ipm/groups.yml",
        "key: sud, name: Sud",
        "key: sud, weight: 0, name: Sud",
    ),
    ("issue", "named_days.named_days", "content/newsletters/2026-05/issue.yml", "", ISSUE),
    ("issue", "references.sections", ISSUE, "ipm: cycle-1", "ipm: cycle-2"),
    (
        "issue",
        "links.field_links",
        ISSUE,
        "Le printemps revient",
        "[Le printemps](rien.md) revient",
    ),
    ("issue", "bodies.weekdays", ISSUE, "La lampe est", "Lundi 3 mars, la lampe est"),
    (
        "issue",
        "pictures.diagrams",
        ISSUE,
        '"Le printemps',
        '"```mermaid\\npie\\n```\\n\\nLe printemps',
    ),
    (
        "article",
        "pictures.diagrams",
        ARTICLE,
        "La lampe a été",
        "```mermaid\npie\n```\n\nLa lampe a été",
    ),
    (
        "webinar",
        "pictures.diagrams",
        WEBINAR,
        "- Les couleurs",
        "```mermaid\npie\n```\n\n- Les couleurs",
    ),
    (
        "meeting",
        "pictures.diagrams",
        MEETING,
        "puis questions",
        "puis\n\n```mermaid\npie\n```\n\nquestions",
    ),
    (
        "page",
        "pictures.diagrams",
        PAGE,
        "Elle se nettoie",
        "```mermaid\npie\n```\n\nElle se nettoie",
    ),
    ("article", "dialect.unread", ARTICLE, "La lampe a été", "La lampe a été {{ jour }}"),
    ("webinar", "dialect.unread", WEBINAR, "- Les couleurs", "- Les couleurs {{ jour }}"),
    ("meeting", "dialect.unread", MEETING, "puis questions", "puis questions {{ jour }}"),
    ("page", "dialect.unread", PAGE, "Elle se nettoie", "Elle se nettoie {{ jour }}"),
    ("page", "links.images", PAGE, "../images/lampe.png", "../images/lampes.png"),
    ("page", "pictures.readable", PAGE, "../images/lampe.png", "lentille.md"),
    ("article", "pictures.readable", ARTICLE, "src: lampe.png", "src: issue.yml"),
    ("webinar", "pictures.readable", WEBINAR, "- Les couleurs", "![Vue](lire-les-feux.md)"),
    ("meeting", "pictures.readable", MEETING, "puis questions", "![Vue](2026-03-17-brest.md)"),
    ("article", "references.audiences", ARTICLE, "[gardiens, marins]", "[gardien, marins]"),
    (
        "article",
        "references.duplicates",
        "content/newsletters/2026-03/bis/nettoyer-la-lentille.md",
        "",
        ARTICLE,
    ),
    ("article", "references.sections", "content/newsletters/2026-03/oublie.md", "", ARTICLE),
    ("article", "references.aliases", ARTICLE, "kind:", "aliases: [documentation/lentille]\nkind:"),
    ("page", "references.aliases", PAGE, "[documentation/l-optique]", '["a b"]'),
    (
        "article",
        "links.links",
        ARTICLE,
        "documentation/lentille.md",
        "documentation/lentilles.md",
    ),
    (
        "article",
        "links.field_links",
        ARTICLE,
        "image:",
        "link: {url: rien.md, label: Rien}\nimage:",
    ),
    ("article", "links.images", ARTICLE, "src: lampe.png", "src: lampes.png"),
    ("article", "bodies.weekdays", ARTICLE, "en marche le mardi", "en marche le lundi"),
    ("webinar", "references.audiences", WEBINAR, "[marins]", "[marin]"),
    ("webinar", "references.duplicates", "content/webinars/bis/lire-les-feux.md", "", WEBINAR),
    ("webinar", "attendance.webinars", WEBINAR, "duration: 1h30, ", ""),
    (
        "webinar",
        "attendance.sign_ups",
        WEBINAR,
        "registration: interne, capacity: 40",
        "capacity: 40",
    ),
    (
        "webinar",
        "programmes.programmes",
        WEBINAR,
        "sessions:",
        'programme: ["10:30 A", "10:00 B"]\nsessions:',
    ),
    (
        "webinar",
        "forms.questions",
        WEBINAR,
        "sessions:",
        "questions: [{name: email, label: Encore}]\nsessions:",
    ),
    ("webinar", "links.links", WEBINAR, "- Les couleurs", "- [Les couleurs](rien.md)"),
    (
        "webinar",
        "links.field_links",
        WEBINAR,
        "sessions:",
        "documents: [{url: rien.md, label: Rien}]\nsessions:",
    ),
    ("webinar", "bodies.weekdays", WEBINAR, "- Les couleurs", "- Dès le lundi 3 mars 2026"),
    ("webinar", "agenda.check", WEBINAR, "2026-03-10 10:00", "2026-03-29 02:30"),
    ("webinar", "register.check", "content/webinars/nouveau.md", "", WEBINAR),
    ("meeting", "references.audiences", MEETING, "[gardiens]", "[gardien]"),
    (
        "meeting",
        "references.duplicates",
        "content/meetings/bis/2026-03-17-brest.md",
        "",
        MEETING,
    ),
    ("meeting", "named_days.named_days", "content/meetings/2026-05-02-brest.md", "", MEETING),
    (
        "meeting",
        "programmes.partners",
        MEETING,
        '["Amicale des gardiens"]',
        '["Amicale des gardiens", "amicale des Gardiens"]',
    ),
    ("meeting", "attendance.meetings", MEETING, "end: 16:30", "end: 13:30"),
    ("meeting", "attendance.sign_ups", MEETING, "end: 16:30", "end: 16:30\ncapacity: 30"),
    (
        "meeting",
        "programmes.programmes",
        MEETING,
        "end: 16:30",
        'end: 16:30\nprogramme: ["15:00 A", "14:00 B"]',
    ),
    (
        "meeting",
        "forms.questions",
        MEETING,
        "end: 16:30",
        "end: 16:30\nquestions: [{name: Repas, label: Repas}]",
    ),
    ("meeting", "links.links", MEETING, "la lanterne", "[la lanterne](rien.md)"),
    (
        "meeting",
        "links.field_links",
        MEETING,
        "audiences:",
        "documents: [{url: rien.md, label: Rien}]\naudiences:",
    ),
    (
        "meeting",
        "bodies.weekdays",
        MEETING,
        "puis questions",
        "puis, le lundi 3 mars 2026, questions",
    ),
    ("meeting", "agenda.check", MEETING, 'address: "2 rue du Port, 29200 Brest"\n', ""),
    ("meeting", "register.check", MEETING, "date: 2026-03-17", "date: 2026-03-18"),
    ("page", "references.audiences", PAGE, "[gardiens]", "[gardien]"),
    ("page", "links.links", PAGE, "nettoyer-la-lentille.md", "nettoyer-la-lentilles.md"),
    (
        "page",
        "bodies.weekdays",
        PAGE,
        "Elle se nettoie",
        "Dès le lundi 3 mars 2026, elle se nettoie",
    ),
    (
        "issue",
        "fields.unwritten",
        ISSUE,
        "Le printemps revient, et la lampe aussi.",
        "Quelques mots du comité de rédaction.",
    ),
    ("issue", "fields.plain_fields", ISSUE, 'title: "', 'title: "**Neuf** '),
    ("issue", "fields.cut_by_yaml", ISSUE, "date: 2026-03-02", "date: 2026-03-02 #1"),
    ("issue", "dialect.unread_fields", ISSUE, "Le printemps", "{{ prenom }}, le printemps"),
    ("issue", "nothing_lost.nothing_lost", ISSUE, "Le printemps revient", "Le **printemps revient"),
    (
        "article",
        "fields.unwritten",
        ARTICLE,
        "La lampe a été remise en marche",
        "Première étape. La lampe",
    ),
    ("article", "fields.plain_fields", ARTICLE, 'title: "La lampe', 'title: "**La** lampe'),
    ("article", "fields.cut_by_yaml", ARTICLE, "kind: actualite", "kind: actualite #1"),
    ("article", "nothing_lost.nothing_lost", ARTICLE, "La lampe a été", "La **lampe a été"),
    ("webinar", "fields.plain_fields", WEBINAR, "Lire les feux", "**Lire** les feux"),
    (
        "webinar",
        "fields.cut_by_yaml",
        WEBINAR,
        "audiences: [marins]",
        "illustrative: true #1\naudiences: [marins]",
    ),
    ("webinar", "nothing_lost.nothing_lost", WEBINAR, "Au programme", "Au **programme"),
    ("meeting", "fields.plain_fields", MEETING, "Rencontre à Brest", "**Rencontre** à Brest"),
    ("meeting", "fields.cut_by_yaml", MEETING, "city: Brest", "city: Brest #1"),
    ("meeting", "nothing_lost.nothing_lost", MEETING, "la lanterne", "la **lanterne"),
    ("page", "fields.unwritten", PAGE, "Elle se nettoie", "Première étape. Elle se nettoie"),
    ("page", "fields.plain_fields", PAGE, 'title: "La lentille"', 'title: "**La** lentille"'),
    (
        "page",
        "fields.cut_by_yaml",
        PAGE,
        "audiences: [gardiens]",
        "template: main.html #1\naudiences: [gardiens]",
    ),
    ("page", "nothing_lost.nothing_lost", PAGE, "Elle se nettoie", "Elle **se nettoie"),
    ("form", "references.audiences", FORM, "[marins]", "[marin]"),
    ("form", "references.duplicates", "content/forms/bis/lettre.yml", "", FORM),
    ("mail", "mails.mails", MAIL, "{limite}", "{limit}"),
    ("mail", "fields.plain_fields", MAIL, "{limite}", "**{limite}**"),
    (
        "community",
        "fields.plain_fields",
        "content/community.yml",
        "Une personne répond",
        "Une personne <b>répond",
    ),
    (
        "groups",
        "fields.plain_fields",
        "content/ipm/groups.yml",
        "Phares du Nord",
        "[Nom du groupe]",
    ),
    (
        "cycle",
        "fields.plain_fields",
        f"{CYCLE}/cycle.yml",
        "Journal de bord",
        "Journal&nbsp;de bord",
    ),
    (
        "requests",
        "fields.plain_fields",
        f"{CYCLE}/requests.yml",
        "cost: {estimate: 15}",
        "cost: {estimate: 15}\n  outcome: {planned: 'En **mars**'}",
    ),
    (
        "arbitration",
        "fields.plain_fields",
        f"{CYCLE}/arbitration.yml",
        "L'équipe n'est pas",
        "L'équipe **n'est pas**",
    ),
    (
        "accessibility",
        "fields.plain_fields",
        "content/accessibility.yml",
        "Les tableaux",
        "Les **tableaux**",
    ),
    ("form", "forms.forms", FORM, "retention_months: 3", "retention_months: 0"),
    ("form", "forms.one_of_each", "content/forms/encore.yml", "", FORM),
    ("form", "fields.plain_fields", FORM, '"Votre adresse"', '"Votre **adresse**"'),
    (
        "cycle",
        "nothing_lost.nothing_lost",
        f"{CYCLE}/cycle.yml",
        "number: 1",
        'number: 1\nsummary: "Voir [le guide] (https://phare.example/)."',
    ),
    (
        "cycle",
        "dialect.unread_fields",
        f"{CYCLE}/cycle.yml",
        "number: 1",
        'number: 1\nsummary: "Le {{ jour }}."',
    ),
    (
        "requests",
        "dialect.unread_fields",
        f"{CYCLE}/requests.yml",
        "cost: {estimate: 45}",
        'cost: {estimate: 45}\n  description: "Le {{ jour }}."',
    ),
    (
        "requests",
        "nothing_lost.nothing_lost",
        f"{CYCLE}/requests.yml",
        "cost: {estimate: 45}",
        'cost: {estimate: 45}\n  description: "Le **besoin."',
    ),
    ("cycle", "cycles.cycles", f"{CYCLE}/cycle.yml", "amount: 90", "amount: 0"),
    ("cycle", "frozen.frozen", f"{CYCLE}/cycle.yml", "amount: 90", "amount: 91"),
    (
        "requests",
        "follow_up.follow_up",
        f"{CYCLE}/requests.yml",
        "cost: {estimate: 15}",
        "cost: {estimate: 15}\n  criteria: {value: 9}",
    ),
    (
        "requests",
        "follow_up.follow_up",
        f"{CYCLE}/requests.yml",
        "cost: {estimate: 15}",
        "cost: {estimate: 15}\n  continues: cycle-0/DE-01",
    ),
    (
        "cycle",
        "constraints.constraints",
        f"{CYCLE}/cycle.yml",
        "absent_group: shared}",
        "absent_group: shared, bounds: {feux: {floor: 300}}}",
    ),
    ("requests", "cycles.requests", f"{CYCLE}/requests.yml", "theme: feux", "theme: feu"),
    ("keys", "cycles.keys", f"{CYCLE}/keys.yml", "age1prhwjheues", "age1prhwjheueq"),
    ("ballot", "ballots.ballots", f"{CYCLE}/ballots/nord.yml", "DE-01: 60", "DE-01: 61"),
    (
        "arbitration",
        "arbitration.arbitration",
        f"{CYCLE}/arbitration.yml",
        "[DE-04, DE-01]",
        "[DE-04, DE-09]",
    ),
    ("collected", "follow_up.collected", COLLECTED, "low: 15", "low: 25"),
    (
        "collected",
        "references.duplicates",
        "content/requests/bis/une-corne-de-brume.md",
        "",
        COLLECTED,
    ),
    ("collected", "dialect.unread", COLLECTED, "Par temps", "Par temps {{ jour }}"),
    ("collected", "links.links", COLLECTED, "Par temps", "[Par temps](rien.md)"),
    (
        "collected",
        "pictures.readable",
        COLLECTED,
        "Par temps",
        "![Vue](une-corne-de-brume.md)\n\nPar temps",
    ),
    ("collected", "bodies.weekdays", COLLECTED, "Par temps", "Lundi 3 mars 2026, par temps"),
    ("collected", "pictures.diagrams", COLLECTED, "Par temps", "```mermaid\npie\n```\n\nPar temps"),
    (
        "collected",
        "fields.cut_by_yaml",
        COLLECTED,
        "received: 2026-02-10",
        "received: 2026-02-10 #1",
    ),
    ("collected", "fields.plain_fields", COLLECTED, "Installer une", "**Installer** une"),
    ("collected", "nothing_lost.nothing_lost", COLLECTED, "Par temps", "Par **temps"),
    ("accessibility", "accessibility.statement", "content/accessibility.yml", "@phare.example", ""),
    ("search", "search.settings", "content/search.yml", "agenda/index.md", "agenda/rien.md"),
    (
        "search-queries",
        "search.queries",
        "content/search-queries.yml",
        "agenda/index.md",
        "rien.md",
    ),
]
UNCHECKED = {"heads", "collection"}
"""What the program writes itself, and `chorale ipm verify` verifies."""

NAMES = [kind.name for kind in KINDS]
PAGED = [kind for kind in KINDS if kind.page]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = tmp_path_factory.mktemp("communaute")
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, root / part)
    for path, text in MORE.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def community(project):
    loaded, problems = inspect(project, TODAY)
    assert [problem.sentence for problem in problems] == []
    return loaded.community


@pytest.fixture(scope="module")
def edition(project):
    return publish.edition(project, TODAY)


def test_every_class_that_a_file_makes_has_its_row():
    classes = [
        one
        for module in (model, form_model, ipm_model)
        for one in vars(module).values()
        if dataclasses.is_dataclass(one)
        and one.__module__ == module.__name__
        and "path" in given(one)
    ]

    assert {one for one in classes if one is not model.Item} - {
        kind.type for kind in KINDS
    } == set()


def test_no_two_rows_are_of_one_name_one_class_or_one_field():
    for column in ("name", "type", "french", "held", "files"):
        values = [getattr(kind, column) for kind in KINDS]
        assert len(set(values)) == len(values), column


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.held], ids=lambda kind: kind.name)
def test_a_kind_has_a_field_that_holds_its_items(kind):
    owner = next((one.type for one in KINDS if one.held == kind.holder), None)
    hint = get_type_hints(owner)[kind.field]

    assert get_args(hint)[0] is kind.type
    assert kind.field in given(owner)
    several = kind.listed or set(kind.files.names) - {one.name for one in KINDS} != set()
    assert (get_origin(hint) is tuple) == several


def test_every_field_that_has_items_is_filled_by_a_kind():
    classes = {kind.type for kind in KINDS}
    fields = {
        (owner.type, name)
        for owner in KINDS
        for name, hint in get_type_hints(owner.type).items()
        if name in given(owner.type) and set(get_args(hint)) & classes
    }

    held = {
        (owner.type, kind.field)
        for kind in KINDS
        if kind.held
        for owner in KINDS
        if owner.held == kind.holder
    }
    assert fields - {(ipm_model.Cycle, "groups")} == held  # a cycle's groups are the community's


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_file_of_each_kind_is_read(community, project, kind):
    assert [type(item) for item in items(community, kind)][:1] == [kind.type]
    read = inspect(project, TODAY)[0].origins
    written = {
        path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file()
    }
    assert {path for path in read if kind.files.holds(path)} == {
        path for path in written if kind.files.holds(path)
    }


def test_every_check_is_named_in_the_table():
    assert {name for kind in KINDS for name in kind.checks} == set(map(name_of, CHECKS))


def test_a_kind_names_its_checks_and_each_has_its_planted_mistake():
    planted = {name: {check for kind, check, *_ in PLANTED if kind == name} for name in NAMES}

    assert {kind.name: set(kind.checks) for kind in KINDS} == planted
    assert {name for name, checks in planted.items() if not checks} == UNCHECKED


@pytest.mark.parametrize("row", PLANTED, ids=lambda row: f"{row[0]} {row[1]}")
def test_a_check_of_the_table_looks_at_the_kind(project, tmp_path, row):
    name, check, path, old, new = row
    root = tmp_path / "communaute"
    shutil.copytree(project, root)
    (root / path).parent.mkdir(exist_ok=True)
    sound = (root / (path if old else new)).read_text(encoding="utf-8")
    assert old in sound
    (root / path).write_text(sound.replace(old, new, 1) if old else sound, encoding="utf-8")

    assert check in seen(root, name)


def seen(root, name):
    """Return the checks that find something in a file of a kind."""
    loaded = inspect(root, TODAY)[0]
    known = dataclasses.replace(loaded, pages=frozenset(site_pages.pages(loaded.community)))
    kind = next(kind for kind in KINDS if kind.name == name)
    return {
        name_of(check)
        for check in CHECKS
        if any(kind.files.holds(problem.source.path) for problem in check(known))
    }


def name_of(check):
    return f"{check.__module__.rpartition('.')[2]}.{check.__name__}"


def test_an_address_is_told_by_the_file_as_by_the_item(community):
    assert [addresses.page_of(item.path) for item in with_pages(community)] == [
        addresses.page(item) for item in with_pages(community)
    ]


@pytest.mark.parametrize("kind", PAGED, ids=lambda kind: kind.name)
def test_the_page_of_each_kind_is_written_and_a_list_leads_to_it(community, edition, kind):
    made = {file.path: file.content.decode() for file in edition.files if file.path.endswith(".md")}
    by_hand = {addresses.page(page) for page in community.pages}
    for item in items(community, kind):
        page, shown = addresses.page(item), addresses.list_page(item)
        assert page in site_pages.pages(community)
        assert page in (by_hand if kind.type is model.Page else made)
        assert kind.type is model.Page or f'href="{addresses.href(page, shown)}' in made[shown]


def test_every_page_that_a_link_may_name_is_written(community, edition):
    made = {file.path for file in edition.files} | {
        addresses.page(page) for page in community.pages
    }

    assert set(site_pages.pages(community)) - made == set()


@pytest.mark.parametrize("kind", PAGED, ids=lambda kind: kind.name)
def test_the_templates_of_a_kind_stand_in_their_folder(kind):
    named = {kind.template, kind.list_template} - {""}

    assert {name for name in named if not (TEMPLATES / "site" / name).is_file()} == set()
    assert kind.type is model.Page or len(named) == 2


def test_what_can_be_made_new_has_its_template_and_its_command():
    files = {kind.new for kind in KINDS if kind.new}

    assert files == {path.name for path in (TEMPLATES / "new").iterdir()}
    assert {name.partition(".")[0] for name in files} == set(COMMANDS["new"][1])
