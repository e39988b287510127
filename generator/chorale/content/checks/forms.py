"""Checks on public forms: answerable questions, purpose and retention of the data, one form per service."""

import re
from collections.abc import Iterator, Mapping, Sequence

from chorale.content.checks.cycles import LONGEST_MONTHS
from chorale.content.form_model import FieldKind, Form, FormField, choices
from chorale.content.kinds import HOME
from chorale.content.load import Loaded
from chorale.content.problems import Problem
from chorale.content.text_rules import email_advice, is_email
from chorale.french.suggestions import did_you_mean, slug

_FILLED = """name given-name family-name additional-name honorific-prefix honorific-suffix nickname organization
organization-title email tel tel-national tel-country-code tel-area-code tel-local tel-extension url
street-address address-line1 address-line2 address-line3 address-level1 address-level2 address-level3
address-level4 postal-code country country-name username language bday bday-day bday-month bday-year sex photo
impp on off"""
AUTOCOMPLETE = tuple(_FILLED.split())
"""What a browser may fill in, as HTML calls it."""
NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
RESERVED = ("jeton", "site_web")
_MARKED = re.compile(r"[ \u00a0]?(?:\*|\((?i:obligatoire|facultatif)\))[ \u00a0]?:?$")
"""How people mark a question that must be answered, which the form says itself."""
_MAILED = re.compile(
    r"(?i)(?:votre |l')?(?:adresse (?:électronique|mail|e-?mail|mél|courriel)|courriel|e-?mail|mél)"
)
LEAST_CHOICES: Mapping[FieldKind, int] = {
    "text": 0,
    "paragraph": 0,
    "email": 0,
    "whole": 0,
    "choice": 2,
    "choices": 1,
    "consent": 0,
}
"""How many answers a question must offer; none may be offered where none must."""
MUST_ASK = {"subscription": ("email",), "registration": ("email", "name")}


def forms(loaded: Loaded) -> Iterator[Problem]:
    """Every form can be answered, says who answers for the data, and closes after it opens."""
    home = loaded.community
    for form in home.forms if home else ():
        yield from _about(loaded, form)
        for index, asked in enumerate(form.fields):
            yield from _question(loaded, (form.path, "fields", index), asked)
        for name in MUST_ASK.get(form.serves, ()):
            kind = "email" if name == "email" else "text"
            if (name, kind) not in [(asked.name, asked.kind) for asked in form.fields]:
                place = loaded.at_key(form.path, "fields")
                yield Problem(
                    place,
                    f"question « {name} » absente",
                    f"ajouter « name: {name} », « kind: {kind} »",
                    "form",
                )
        yield from _twice(loaded, form.path, "fields", form.fields, ())


def satisfaction(loaded: Loaded) -> Iterator[Problem]:
    """The form that is offered after a session is one that takes answers."""
    home = loaded.community
    wanted = home.sign_ups.satisfaction if home else ""
    known = [form.slug for form in home.forms if form.serves == "answers"] if home else []
    if wanted and wanted not in known:
        place = loaded.at(HOME, "sign_ups", "satisfaction")
        message = f"formulaire de satisfaction inconnu « {wanted} »"
        yield Problem(place, message, did_you_mean(wanted, known), "form")


def questions(loaded: Loaded) -> Iterator[Problem]:
    """The questions of one event can be answered, beside those that every sign-up asks."""
    home = loaded.community
    if home is None:
        return
    form = next((form for form in home.forms if form.serves == "registration"), None)
    known = [asked.name for asked in form.fields] if form else MUST_ASK["registration"]
    for item in (*home.webinars, *home.meetings):
        asked_here: tuple[FormField, ...] = getattr(item, "questions", ())
        for index, asked in enumerate(asked_here):
            yield from _question(loaded, (item.path, "questions", index), asked)
        yield from _twice(loaded, item.path, "questions", asked_here, known)


def _twice(
    loaded: Loaded, path: str, key: str, asked: Sequence[FormField], known: Sequence[str]
) -> Iterator[Problem]:
    names = [*known, *(one.name for one in asked)]
    for rank, name in enumerate(names[len(known) :], len(known)):
        if name in names[:rank]:
            place = loaded.at(path, key, rank - len(known), "name")
            message = f"question « {name} » écrite deux fois"
            yield Problem(place, message, "lui donner un autre nom", "form")
    labels = [slug(one.label) for one in asked]
    for rank, label in enumerate(labels):
        if label in labels[:rank]:
            place = loaded.at(path, key, rank, "label")
            said = f"question « {asked[rank].label} » posée deux fois"
            advice = "les distinguer : les réponses se lisent sous ces mots"
            yield Problem(place, said, advice, "form", "warning")


def one_of_each(loaded: Loaded) -> Iterator[Problem]:
    """The newsletter and the webinars have one form each at most."""
    seen: dict[str, Form] = {}
    for form in loaded.community.forms if loaded.community else ():
        if form.serves == "answers":
            continue
        if form.serves in seen:
            other = seen[form.serves].path
            place = loaded.at(form.path, "serves")
            yield Problem(
                place,
                f"« {form.serves} » est déjà le formulaire « {other} »",
                "en garder un",
                "form",
            )
        seen.setdefault(form.serves, form)


def _about(loaded: Loaded, form: Form) -> Iterator[Problem]:
    if form.opens and form.closes and form.closes < form.opens:
        yield Problem(
            loaded.at(form.path, "closes"),
            "clôture avant l'ouverture",
            "corriger l'une des dates",
            "date",
        )
    if not is_email(form.contact):
        message = f"adresse électronique « {form.contact} » illisible"
        place, advice = loaded.at(form.path, "contact"), email_advice(form.contact)
        yield Problem(place, message, advice, "adresse")
    if not 1 <= form.retention_months <= LONGEST_MONTHS:
        place, months = loaded.at(form.path, "retention_months"), form.retention_months
        yield Problem(
            place,
            f"durée de conservation de {months} mois",
            f"de 1 à {LONGEST_MONTHS} mois",
            "form",
        )
    if not form.fields:
        yield Problem(
            loaded.at(form.path, "fields"), "formulaire sans question", "en ajouter une", "form"
        )


def _question(loaded: Loaded, keys: tuple[str, str, int], asked: FormField) -> Iterator[Problem]:
    assert loaded.community is not None
    place = loaded.at(*keys, "name")
    if not NAME.fullmatch(asked.name) or asked.name in RESERVED:
        yield Problem(
            place,
            f"nom de question « {asked.name} »",
            "minuscules, chiffres et tirets ; autre que " + ", ".join(RESERVED),
            "nom",
        )
    offered = choices(asked, loaded.community.audiences)
    least = LEAST_CHOICES[asked.kind]
    yield from _label(loaded, keys, asked)
    if len(offered) < least:
        what = "avec une seule réponse à choisir" if offered else "sans réponses à choisir"
        advice = "en ajouter à « choices »" if offered else "ajouter « choices: … »"
        said = f"question « {asked.name} » {what}"
        yield Problem(place, said, advice, "form")
    if offered and not least:
        yield Problem(
            place,
            f"« {asked.name} » : réponses à choisir inutiles",
            "écrire « kind: choice »",
            "form",
        )
    for key in asked.choices:
        if not NAME.fullmatch(key) and not key.isdigit():
            where = loaded.at_key(*keys, "choices", key)
            yield Problem(
                where,
                f"clé de réponse « {key} »",
                "minuscules, chiffres et tirets seulement",
                "nom",
            )
    if asked.most < max(1, asked.least):
        yield Problem(
            loaded.at(*keys, "most"),
            "borne haute sous la borne basse",
            f"écrire {max(1, asked.least)} ou plus",
            "form",
        )


def _label(loaded: Loaded, keys: tuple[str, str, int], asked: FormField) -> Iterator[Problem]:
    """Yield what the words of a question say twice, or say of another kind; and answers that nobody tells apart."""
    place = loaded.at(*keys, "label")
    if found := _MARKED.search(asked.label):
        said = f"« {found[0].strip()} » dans « label », que le formulaire dit lui-même"
        yield Problem(place, said, "le retirer ; « required » suffit", "form", "warning")
    if asked.kind == "text" and _MAILED.fullmatch(asked.label.rstrip("* :\u00a0")):
        said = f"« {asked.label} » sans vérification d'une adresse"
        yield Problem(place, said, "ajouter « kind: email »", "form", "warning")
    if asked.autocomplete and asked.autocomplete not in AUTOCOMPLETE:
        said = f"remplissage « {asked.autocomplete} », qu'aucun navigateur ne connaît"
        advice = did_you_mean(asked.autocomplete, AUTOCOMPLETE) or "par exemple « organization »"
        yield Problem(loaded.at(*keys, "autocomplete"), said, advice, "form", "warning")
    words = [said.strip().casefold() for said in asked.choices.values()]
    for rank, key in enumerate(asked.choices):
        if words[rank] in words[:rank]:
            said = f"réponse « {asked.choices[key]} » écrite deux fois"
            where = loaded.at(*keys, "choices", key)
            yield Problem(where, said, "en retirer une, ou les distinguer", "form")


CHECKS = (forms, questions, satisfaction, one_of_each)
