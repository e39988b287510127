"""Updates of content files from a partner: only the values that are still the partner's change, at their place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chorale.calendars.partners.content_files import ContentFiles, digest
from chorale.calendars.partners.event_facts import EventFacts
from chorale.content.followed import FollowedEvent
from chorale.content.writing.merge import merged
from chorale.content.writing.trees import Tree

REASON = "Annulé par l'organisateur."
STATES = {"moved": "déplacé", "cancelled": "annulé"}
PLACE = ("city", "place", "address", "coordinates")
FRENCH: Mapping[str, str] = {
    "title": "titre", "date": "date", "until": "dernier jour", "start": "début", "end": "fin", "duration": "durée",
    "city": "ville", "place": "lieu", "address": "adresse", "coordinates": "coordonnées", "online": "visio",
    "join": "visio", "contact": "contact", "registration": "inscription", "draft": "brouillon", "status": "état",
    "body": "texte",
}  # fmt: skip
"""What the keys that a partner may own are called in the table."""
FEMININE = frozenset(
    ["date", "end", "duration", "city", "address", "online", "join", "registration"]
)


@dataclass(frozen=True, kw_only=True)
class Update:
    """What became of a file: the words for what changed, and for what stays the editor's."""

    known: FollowedEvent
    changed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    failed: str = ""


def update(
    store: ContentFiles, known: FollowedEvent, now: FollowedEvent, told: EventFacts
) -> Update:
    """Bring a file up to what its partner says now; what the editor changed stays, and is told."""
    if now.cancelled:
        return _cancelled(store, known, now)
    path = now.file
    rank = store.session(path, known.session) if known.session else None
    if known.session and rank is None:
        return Update(known=known, failed=f"séance du {known.session} introuvable dans le fichier")
    holder = store.says(path) or {}
    item = _item(holder, rank)
    says = _settled(now.says, known.says, told)
    result, clashes = merged(_keys(known.says, rank), _keys(says, rank), dict(item))
    wanted = dict(result) if isinstance(result, dict) else dict(item)
    _state(wanted, item, known)
    body, kept_body = _body(store, path, known, told) if rank is None else (None, False)
    data = _holder(holder, rank, wanted)
    if (
        rank is not None
        and known.says.get("draft")
        and "draft" not in says
        and store.is_draft(path)
    ):
        data.pop("draft", None)
    if not store.save(path, data, body):
        return Update(
            known=known, failed="fichier à changer à la main : le partenaire dit autre chose"
        )
    kept = {f"{clash.path[0]}": f"{clash.mine or ''}" for clash in clashes}
    kept |= {"body": ""} if kept_body else {}
    changed = (*_words(item, wanted), *(("texte",) if body is not None else ()))
    return Update(
        known=replace(now, says=_remembered(says, known.says, kept)),
        changed=changed,
        kept=tuple(
            f"{FRENCH.get(name, name)} {value[:60]}".strip() for name, value in kept.items()
        ),
    )


def _cancelled(store: ContentFiles, known: FollowedEvent, now: FollowedEvent) -> Update:
    made = replace(now, says=known.says)
    if known.cancelled:
        return Update(known=made)
    if cancel(store, replace(known, file=now.file)):
        return Update(known=made, changed=("annulé",))
    return Update(known=known, failed="annulation à écrire à la main : « status: cancelled »")


def _keys(says: Mapping[str, str], rank: int | None) -> dict[str, Tree]:
    """Return the values that stand in the item itself: a session has no title of its own."""
    elsewhere = ("body",) if rank is None else ("body", "title")
    return {name: value for name, value in says.items() if name not in elsewhere}


def _words(item: Mapping[str, Tree], wanted: Mapping[str, Tree]) -> list[str]:
    """Say what changed."""
    names = [name for name in FRENCH if item.get(name) != wanted.get(name)]
    words = [
        f"{FRENCH[name]} {wanted.get(name, _gone(name))}" for name in names if name != "status"
    ]
    state = STATES.get(f"{wanted.get('status', '')}", "maintenu")
    return [*words, state] if "status" in names else words


def _gone(name: str) -> str:
    if name == "coordinates":
        return "retirées"
    return "retirée" if name in FEMININE else "retiré"


def _remembered(
    now: Mapping[str, str], before: Mapping[str, str], kept: Mapping[str, str]
) -> dict[str, str]:
    """Return what the partner says; what is kept by the editor is remembered as it was, to be told again."""
    return {
        **{name: value for name, value in now.items() if name not in kept},
        **{name: before[name] for name in kept if name in before},
    }


def _settled(now: Mapping[str, str], before: Mapping[str, str], told: EventFacts) -> dict[str, str]:
    """Keep the place that was known while a new one cannot be told."""
    if not told.doubtful:
        return dict(now)
    settled = {name: value for name, value in now.items() if name not in PLACE}
    return {**settled, **{name: before[name] for name in PLACE if name in before}}


def _item(holder: Mapping[str, Tree], rank: int | None) -> Mapping[str, Tree]:
    sessions = holder.get("sessions")
    if rank is None or not isinstance(sessions, list):
        return holder
    one = sessions[rank]
    return one if isinstance(one, dict) else {}


def _holder(
    holder: Mapping[str, Tree], rank: int | None, wanted: dict[str, Tree]
) -> dict[str, Tree]:
    sessions = holder.get("sessions")
    if rank is None or not isinstance(sessions, list):
        return wanted
    return {**holder, "sessions": [*sessions[:rank], wanted, *sessions[rank + 1 :]]}


def _state(wanted: dict[str, Tree], item: Mapping[str, Tree], known: FollowedEvent) -> None:
    """Say a move and from when; undo a cancellation that its partner takes back."""
    name = "start" if known.session else "date"
    first = item.get("moved_from") or item.get(name)
    if known.cancelled and item.get("status") == "cancelled":
        wanted.pop("status", None)
        if wanted.get("note") == REASON:
            wanted.pop("note")
        if "moved_from" in wanted:
            wanted["status"] = "moved"
    if wanted.get(name) == item.get(name) or wanted.get("draft"):
        return
    if wanted.get(name) == first:
        wanted.pop("moved_from", None)
        if wanted.get("status") == "moved":
            wanted.pop("status")
    elif wanted.get("status", "confirmed") in ("confirmed", "moved"):
        wanted["status"] = "moved"
        wanted["moved_from"] = f"{first}"


def _body(
    store: ContentFiles, path: str, known: FollowedEvent, told: EventFacts
) -> tuple[str | None, bool]:
    """Return the new body of a file, if its partner changed it; and whether the editor's stands in its way."""
    before = store.writing(path)
    old, new = known.says.get("body", ""), digest(told.body) if told.body else ""
    now = digest(before.body) if before and before.body and before.body.strip() else ""
    if new in (old, now):
        return None, False
    if now != old:
        return None, True
    return (f"\n{told.body}\n" if told.body else ""), False


def cancel(store: ContentFiles, known: FollowedEvent) -> bool:
    """Write that an event is cancelled, and why, unless the file already says so."""
    path = known.file
    holder = store.says(path) or {}
    rank = store.session(path, known.session) if known.session else None
    if known.session and rank is None:
        return False
    item = _item(holder, rank)
    if item.get("status") == "cancelled":
        return True
    wanted = {**item, "status": "cancelled"}
    wanted.setdefault("note", REASON)
    return store.save(path, _holder(holder, rank, wanted))
