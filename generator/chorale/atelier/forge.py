"""The forge: what was saved here is sent, what was changed elsewhere received, never by force; what waits is told."""

import contextlib
import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from chorale import files
from chorale.atelier import outside, project_files
from chorale.atelier.desk import Desk
from chorale.atelier.outside import Joining, NotJoined, SideChoices
from chorale.atelier.repository import TOO_LONG, Author, Repository
from chorale.service.logs import log

ForgeOutcome = Literal[
    "never", "done", "silent", "door", "unknown", "refused", "clash", "blocked", "apart", "settings"
]
SENTENCES: Mapping[ForgeOutcome, str] = {
    "never": "Rien n'a encore été échangé.",
    "done": "L'échange a réussi.",
    "silent": "La forge ne répond pas : le travail continue ici, un nouvel essai se fait tout seul.",
    "door": "La forge ne reconnaît pas cette machine : il faut donner une fois à git ses identifiants.",
    "unknown": "La forge n'a pas de dépôt à cette adresse : la vérifier dans les réglages du dépôt.",
    "refused": "La forge refuse ce qui vient d'ici : « {detail} ». Tout reste enregistré ici ; qui la tient peut "
    "l'y admettre.",
    "clash": "Des changements faits ailleurs contredisent ceux d'ici : il reste à choisir.",
    "blocked": "Un fichier changé ici sans l'atelier empêche de recevoir : {detail}.",
    "apart": "{detail}",
    "settings": "La configuration du dépôt lance des programmes (« {detail} ») : rien n'est échangé ; "
    "ce réglage va dans la configuration de la machine (git config --global).",
}
_NO_ENTRY = re.compile(
    r"Authentication failed|could not read (Username|Password)|Permission denied"
    r"|Host key verification|returned error: 40[13]"
)
"""What git says when the forge does not let it in."""
_NOT_THERE = re.compile(
    r"not found|does not (exist|appear to be)|returned error: 404", re.IGNORECASE
)
"""What git says when the forge does not know the repository."""
_HOSTILE = re.compile(
    r"core\.(askpass|gitproxy|alternaterefscommand)|credential\.(.*\.)?helper|protocol\..*"
    r"|remote\..*\.(uploadpack|receivepack|vcs)",
    re.IGNORECASE,
)
"""Settings of a repository that run a program, or write elsewhere."""
_REJECTED = re.compile(r"^!\t[^\t]*\t\[(remote )?rejected\] \((.*)\)", re.MULTILINE)
_SAID = re.compile(r"^remote: *(\S.*?) *$", re.MULTILINE)
PATIENCE = 30
"""Seconds that the forge has to answer."""
TRIES = 3
LOCK, STATE = "forge.lock", "forge.json"


@dataclass(frozen=True, kw_only=True)
class Forge:
    """Where the branch has its other copy: there is its name on the remote."""

    repository: Repository
    remote: str
    there: str

    @property
    def copy(self) -> str:
        """Return the name of the forge's branch as it was last seen."""
        return f"refs/remotes/{self.remote}/{self.there}"

    @property
    def waiting(self) -> int:
        """Return how many commits the forge has not received."""
        seen = self.repository.commit_of(self.copy)
        told = self.repository.run("rev-list", "--count", "HEAD", *([f"^{seen}"] if seen else []))
        return int(told.stdout.strip() or 0)

    def fetch(self) -> tuple[ForgeOutcome, str]:
        """Look at the forge's branch; a forge that has none yet is well."""
        told = self.repository.run(
            "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head",
            "--no-auto-maintenance", "--", self.remote, f"+refs/heads/{self.there}:{self.copy}",
            voice="machine", seconds=PATIENCE,
        )  # fmt: skip
        empty = "couldn't find remote ref" in told.stderr
        return (
            ("done", "")
            if empty or not told.returncode
            else (_fault(told.returncode, told.stderr), "")
        )

    def push(self) -> tuple[ForgeOutcome, str] | None:
        """Send the branch; None when the forge has something that is not here yet."""
        told = self.repository.run(
            "push", "--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no", "--",
            self.remote, f"HEAD:refs/heads/{self.there}",
            voice="machine", seconds=PATIENCE,
        )  # fmt: skip
        if not told.returncode:
            return "done", ""
        rejected = _REJECTED.search(told.stdout)
        if rejected is None:
            return _fault(told.returncode, told.stderr), ""
        if not rejected[1] or "lock" in rejected[2]:
            return None
        said = _SAID.search(told.stderr)
        return "refused", said[1] if said else rejected[2]


def _fault(code: int, errors: str) -> ForgeOutcome:
    if code == TOO_LONG:
        return "silent"
    unknown = _NOT_THERE.search(errors) and not re.search(r"resolve (host|hostname)", errors)
    return "door" if _NO_ENTRY.search(errors) else "unknown" if unknown else "silent"


def found(desk: Desk) -> Forge | None:
    """Return the forge of the project: its branch's own, else the one called origin; None when there is none."""
    if desk.repository.trouble:
        return None
    top = Repository(desk.repository.top)
    branch = top.run("symbolic-ref", "--short", "HEAD").stdout.strip()
    remote = top.run("config", "--get", f"branch.{branch}.remote").stdout.strip()
    merge = top.run("config", "--get", f"branch.{branch}.merge").stdout.strip()
    remotes = top.run("remote").stdout.split()
    if remote in remotes and merge.startswith("refs/heads/"):
        return Forge(repository=top, remote=remote, there=merge.removeprefix("refs/heads/"))
    return Forge(repository=top, remote="origin", there=branch) if "origin" in remotes else None


@dataclass(frozen=True, kw_only=True)
class ForgeState:
    """Whether the exchange was opened by someone, and how the last one went."""

    open: bool = False
    how: ForgeOutcome = "never"
    detail: str = ""
    at: datetime | None = None

    @property
    def sentence(self) -> str:
        """Return how the last exchange went, in words."""
        return SENTENCES[self.how].format(detail=self.detail)


def state(desk: Desk) -> ForgeState:
    """Return what is known of the exchange, whichever process made the last one."""
    try:
        told = json.loads((desk.folder / STATE).read_text(encoding="utf-8"))
        at = datetime.fromisoformat(told["at"]) if told["at"] else None
        how = next(one for one in get_args(ForgeOutcome) if one == told["how"])
        return ForgeState(open=bool(told["open"]), how=how, detail=str(told["detail"]), at=at)
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return ForgeState()


def keep(desk: Desk, now: ForgeState) -> ForgeState:
    """Write what is known of the exchange."""
    at = now.at.isoformat() if now.at else ""
    told = {"open": now.open, "how": now.how, "detail": now.detail, "at": at}
    desk.folder.mkdir(parents=True, exist_ok=True)
    files.store(desk.folder / STATE, json.dumps(told, ensure_ascii=False).encode())
    return now


def exchange(desk: Desk, forge: Forge, *, patient: bool = True) -> ForgeState:
    """Receive, then send; raises BlockingIOError for who is not patient while another exchange runs."""
    with project_files.turn(desk.folder, LOCK, patient=patient):
        how, detail = _exchanged(desk, forge)
        if how not in ("done", "silent"):
            log("forge", how=how)
        return keep(
            desk, ForgeState(open=state(desk).open, how=how, detail=detail, at=desk.clock())
        )


def _exchanged(desk: Desk, forge: Forge) -> tuple[ForgeOutcome, str]:
    if named := forge.repository.setting(_HOSTILE):
        return "settings", named
    for _ in range(TRIES):
        seen = forge.fetch()
        if seen[0] != "done":
            return seen
        received = receive(desk, forge)
        if received[0] != "done" or not forge.waiting:
            return received
        if sent := forge.push():
            return sent
    return "silent", ""


def receive(desk: Desk, forge: Forge) -> tuple[ForgeOutcome, str]:
    """Bring what was changed elsewhere into the branch and its files, unless something contradicts it."""
    repository = forge.repository
    with project_files.turn(desk.folder):
        theirs = repository.commit_of(forge.copy)
        if not theirs or repository.holds("HEAD", theirs):
            return "done", ""
        try:
            commit = theirs if repository.holds(theirs, "HEAD") else _joined(repository, theirs)
        except NotJoined as why:
            return "apart", str(why)
        if not commit:
            return "clash", ""
        in_the_way = repository.forward(commit)
        desk.changed()
        return ("done", "") if in_the_way is None else ("blocked", ", ".join(in_the_way[:3]))


def _joined(repository: Repository, theirs: str) -> str:
    """Return the commit of both sides; nothing when a person has to choose."""
    both = outside.joining(repository, theirs)
    return "" if both.clashes else outside.joined(repository, both, outside.NOBODY_YET)


def clashing(forge: Forge) -> Joining | None:
    """Return both sides when a person has to choose between them."""
    theirs = forge.repository.commit_of(forge.copy)
    if not theirs or forge.repository.holds("HEAD", theirs):
        return None
    with contextlib.suppress(NotJoined):
        both = outside.joining(forge.repository, theirs)
        return both if both.clashes else None
    return None


def settle(desk: Desk, forge: Forge, author: Author, seen: Joining, choices: SideChoices) -> None:
    """Join both sides as a person chose; raises NotJoined when they are no more what that person saw."""
    with project_files.turn(desk.folder):
        if clashing(forge) != seen:
            raise NotJoined("Quelque chose a changé depuis que cette page s'est affichée.")
        commit = outside.joined(forge.repository, seen, author, choices)
        if in_the_way := forge.repository.forward(commit):
            raise NotJoined(SENTENCES["blocked"].format(detail=", ".join(in_the_way[:3])))
        desk.changed()


@dataclass
class Courier:
    """Makes the exchanges by itself: at the start, after the first save of a while, and from time to time."""

    desk: Desk
    stopping: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    _last: float = 0.0
    _head: str = ""

    def start(self) -> None:
        """Begin to watch the branch."""
        self.thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Finish the exchange in hand, then stop."""
        self.stopping.set()
        if self.thread:
            self.thread.join(timeout=30)

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        while not self.stopping.is_set():
            try:
                self.round(time.monotonic())
            except Exception as error:  # noqa: BLE001 - the courier outlives any one exchange; the fault is told
                log("courier-fault", error=type(error).__name__)
            self.stopping.wait(LOOK)

    def round(self, now: float) -> None:
        """Exchange when it is time to."""
        if not state(self.desk).open:
            return
        head = self.desk.repository.commit_of("HEAD")
        rest = GROUP if head != self._head else REGULARLY
        if self._last and now - self._last < rest:
            return
        if forge := found(self.desk):
            self._last = now
            try:
                exchange(self.desk, forge, patient=False)
            except BlockingIOError:
                return
            self._head = self.desk.repository.commit_of("HEAD")


LOOK, GROUP, REGULARLY = 10.0, 120.0, 300.0
"""Seconds between two looks, two exchanges while one writes, two exchanges when nothing happens here."""
