"""Three-way merge of two people's edits of one draft, conflicts told."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from chorale.service.accounts.encryption import digest
from chorale.service.fields import Messages
from chorale.service.questionnaire import drafts
from chorale.service.questionnaire.definition import Written, as_form
from chorale.service.questionnaire.drafts import Conflict, Draft
from chorale.service.questionnaire.group_context import version_of
from chorale.service.web.request import FormData, ServiceRequest

LENGTH = 8
"""Characters of each mark: enough to tell two values of one field apart, too few to swell the form."""


@dataclass(frozen=True, kw_only=True)
class DraftForm:
    """What stands in the fields of a draft's form, over which version and marks, with what is wrong or disputed.

    taken names the fields where a colleague's value stands, because the sender had not touched them.
    """

    form: FormData
    version: int
    shown: str
    errors: Messages = field(default_factory=dict)
    conflict: Conflict | None = None
    taken: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """Return the HTTP status of the page that shows this."""
        return 422 if self.errors else 409 if self.conflict else 200

    @property
    def values(self) -> dict[str, str]:
        """Return the first value of each field."""
        return {name: values[0] for name, values in self.form.items() if values}


def untouched(found: Draft) -> DraftForm:
    """Return a draft as it was saved."""
    return DraftForm(form=as_form(found.text), version=found.version, shown=_marks(found.text))


def kept(
    request: ServiceRequest,
    text: Written,
    errors: Messages,
    found: Draft,
    save: Callable[[Draft, Written], int],
) -> str | DraftForm:
    """Save what was sent and return the query that says so; or return it to be corrected, or read beside a colleague's.

    What two people changed on different rows is saved together.

    A mistake stays over the version it was typed over, so that correcting it cannot hide that somebody saved since.
    """
    if errors:
        return DraftForm(
            form=request.form,
            version=version_of(request),
            shown=request.one("vu"),
            errors=errors,
        )
    try:
        over = drafts.meet(found, version_of(request), text)
    except Conflict as conflict:
        typed = _disputed(request, conflict, text)
        if typed.conflict and set(typed.conflict.names) - set(typed.taken):
            return typed
        together = {name: value for name, value in typed.values.items() if value}
        return f"enregistre={save(found, together)}&reuni=1"
    return f"enregistre={save(over, text)}"


def _disputed(request: ServiceRequest, conflict: Conflict, text: Written) -> DraftForm:
    """Return both editors' work: the sender's where they typed, the colleague's everywhere else."""
    current = conflict.current
    names = disputed(conflict.names, request.one("vu"), current.text)
    merged, taken = merge(names, request.one("vu"), text, current.text)
    return DraftForm(
        form=as_form(merged),
        version=current.version,
        shown=_marks(current.text),
        conflict=Conflict(current, names),
        taken=taken,
    )


def disputed(names: Iterable[str], shown: str, current: Written) -> tuple[str, ...]:
    """Return the fields where somebody saved something else than what the sender was shown."""
    seen = _seen(shown)
    if seen is None:
        return tuple(names)
    return tuple(
        name for name in names if seen.get(name, _mark("")) != _mark(current.get(name, ""))
    )


def merge(
    names: Iterable[str], shown: str, sent: Written, current: Written
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what was sent, the saved value standing where the sender had left the field as shown, and those fields."""
    seen = _seen(shown)
    if seen is None:
        return dict(sent), ()
    taken = tuple(name for name in names if seen.get(name, _mark("")) == _mark(sent.get(name, "")))
    return {**sent, **{name: current.get(name, "") for name in taken}}, taken


def _marks(text: Written) -> str:
    """Return a mark of every answer that a form is shown with; the form sends it back with what was typed."""
    return json.dumps({name: _mark(value) for name, value in text.items()}, separators=(",", ":"))


def _seen(shown: str) -> dict[str, Any] | None:
    """Return the marks that a form sent back; None when they say nothing."""
    try:
        seen = json.loads(shown)
    except ValueError:
        return None
    return seen if isinstance(seen, dict) else None


def _mark(value: str) -> str:
    return digest(value)[:LENGTH]
