"""Questions of a form: a typed answer becomes a value or a French message, the same on every channel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from chorale.content import text_rules
from chorale.content.form_model import FieldKind
from chorale.content.text_rules import Invalid
from chorale.service.http_errors import malformed

Value = str | int | tuple[str, ...] | bool | None
Answers = dict[str, Value]
Messages = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: most bounds the length of a text or the size of a number; choices map a key to its label."""

    name: str
    label: str
    kind: FieldKind = "text"
    required: bool = False
    help: str = ""
    least: int = 0
    most: int = 200
    choices: Mapping[str, str] = field(default_factory=dict)
    autocomplete: str = ""


NOTHING: Mapping[FieldKind, Value] = {
    "text": "",
    "paragraph": "",
    "email": "",
    "whole": None,
    "choice": None,
    "choices": (),
    "consent": False,
}
"""What stands for a question left without an answer."""


def check(asked: Question, raw: Sequence[str]) -> Value:
    """Return the value of a field, NOTHING when it was left so; raises Invalid."""
    if asked.kind == "choices":
        return _choices(asked, raw)
    if len(raw) > 1:
        raise Invalid("several")
    written = raw[0] if raw else ""
    if not text_rules.clean(written):
        if asked.required:
            raise Invalid("consent" if asked.kind == "consent" else "required")
        return NOTHING[asked.kind]
    return _written(asked, written)


def _written(asked: Question, written: str) -> Value:
    match asked.kind:
        case "text":
            return text_rules.line(written, asked.most)
        case "paragraph":
            return text_rules.paragraph(written, asked.most)
        case "email":
            return text_rules.email(written)
        case "whole":
            return text_rules.whole(written, asked.least, asked.most)
        case "choice" | "choices":
            return _choices(asked, [written])[0]
        case "consent":
            return _consent(written)
        case _:
            assert_never(asked.kind)


def _choices(asked: Question, raw: Sequence[str]) -> tuple[str, ...]:
    chosen = tuple(item for item in (text_rules.clean(item) for item in raw) if item)
    if any(item not in asked.choices for item in chosen):
        raise Invalid("choice")
    if asked.required and not chosen:
        raise Invalid("required")
    return tuple(key for key in asked.choices if key in chosen)


def _consent(written: str) -> bool:
    if text_rules.clean(written) != "oui":
        raise Invalid("choice")
    return True


def as_sent(value: object) -> list[str]:
    """Return a value as a form sends it: what check() would read back."""
    if isinstance(value, bool):
        return ["oui"] if value else []
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return [] if value in (None, "") else [str(value)]


def check_all(
    fields: Iterable[Question], form: Mapping[str, Sequence[str]], known: Iterable[str] = ()
) -> tuple[Answers, Messages]:
    """Return every valid value and every message by field name, in the order of the fields.

    A name that is neither a field nor in known is refused whole (Refusal 400): it is never silently ignored.
    """
    asked = {item.name: item for item in fields}
    if strangers := sorted(form.keys() - asked.keys() - set(known)):
        raise malformed(f"Champ inconnu « {strangers[0][:40]} » : rien n'a été enregistré.")
    answers: Answers = {}
    messages: Messages = {}
    for name, item in asked.items():
        try:
            answers[name] = check(item, form.get(name, ()))
        except Invalid as invalid:
            messages[name] = str(invalid)
    return answers, messages
