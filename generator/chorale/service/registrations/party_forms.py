"""Form of a sign-up for several: the colleagues' lines beside one's own questions, judged together."""

from dataclasses import replace

from chorale.content.form_model import Form, FormField
from chorale.service.fields import Answers, Messages
from chorale.service.forms.answers import email_key
from chorale.service.forms.definitions import Judgement, Received
from chorale.service.registrations.capacity import BookableSession
from chorale.service.registrations.parties import Colleague, PartyRequest

PREFIX = "collegue_"
"""What a question of a community is never called: its names have no underscore."""
ALONE, WHOLE = f"{PREFIX}seuls", f"{PREFIX}tous"


def name_of(number: int) -> str:
    """Return what the field of a colleague's name is called."""
    return f"{PREFIX}{number}_nom"


def address_of(number: int) -> str:
    """Return what the field of a colleague's address is called."""
    return f"{PREFIX}{number}_adresse"


def with_colleagues(form: Form, session: BookableSession) -> Form:
    """Return the form of a session with a line for each colleague; the same form where one signs up alone."""
    if session.together < 2:
        return form
    more = [FormField(name=ALONE, label="Sans moi", kind="consent")]
    for number in _numbers(session):
        name, address = f"Collègue {number}, nom et prénom", f"Collègue {number}, adresse"
        more += [
            FormField(name=name_of(number), label=name, most=120, autocomplete="off"),
            FormField(name=address_of(number), label=address, kind="email", autocomplete="off"),
        ]
    if session.capacity is not None and not session.approval:
        offered = {"ordre": "Qui tient", "tous": "Tous ou personne"}
        more.append(
            FormField(
                name=WHOLE, label="Si tout le monde ne tient pas", kind="choice", choices=offered
            )
        )
    return replace(form, fields=(*form.fields, *more))


def names(session: BookableSession) -> tuple[str, ...]:
    """Return what the fields about colleagues are called."""
    each = [named(number) for number in _numbers(session) for named in (name_of, address_of)]
    return (ALONE, *each, WHOLE)


def _numbers(session: BookableSession) -> range:
    return range(1, session.together)


def judgement(session: BookableSession) -> Judgement:
    """Return how colleagues' lines are judged: each whole, nobody twice, nothing asked of who does not come."""

    def judge(answers: Answers, messages: Messages) -> Messages:
        found = dict(messages)
        if answers.get(ALONE):
            found = {
                name: said
                for name, said in messages.items()
                if name == "email" or name.startswith(PREFIX)
            }
            if not any(_line(answers, number) for number in _numbers(session)):
                lonely = "Écrivez au moins un collègue, ou dites que vous participez."
                found.setdefault(address_of(1), lonely)
        seen = {email_key(str(answers.get("email") or ""))}
        for number in _numbers(session):
            name, address = name_of(number), address_of(number)
            if name not in found and address not in found:
                found |= _line_faults(answers, number, seen)
            seen.add(email_key(str(answers.get(address) or "")))
        return found

    return judge


def _line(answers: Answers, number: int) -> bool:
    return bool(answers.get(name_of(number)) or answers.get(address_of(number)))


def _line_faults(answers: Answers, number: int, seen: set[str]) -> Messages:
    name, address = answers.get(name_of(number)), str(answers.get(address_of(number)) or "")
    if name and not address:
        return {address_of(number): "Écrivez son adresse, ou effacez son nom."}
    if address and not name:
        return {name_of(number): "Écrivez son nom, ou effacez son adresse."}
    if address and email_key(address) in seen:
        return {address_of(number): "Cette adresse est déjà plus haut : une ligne par personne."}
    return {}


def wanted(session: BookableSession, answers: Answers) -> PartyRequest | None:
    """Return who is signed up together, None when somebody signs up alone."""
    colleagues = tuple(
        Colleague(name=str(answers[name_of(number)]), email=str(answers[address_of(number)]))
        for number in _numbers(session)
        if answers.get(address_of(number))
    )
    attends, whole = not answers.get(ALONE), answers.get(WHOLE) == "tous"
    return PartyRequest(colleagues=colleagues, attends=attends, whole=whole) if colleagues else None


def own(given: Received) -> Received:
    """Return what somebody said of themselves alone."""
    mine = {name: value for name, value in given.answers.items() if not name.startswith(PREFIX)}
    return replace(given, answers=mine)
