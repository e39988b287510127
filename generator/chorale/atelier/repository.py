"""The project's git repository, when it has one: a commit for each save, under the person's name, or why not."""

import contextlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from chorale.text.characters import characters

CommitOutcome = Literal["committed", "unchanged", "none", "refused"]
GitVoice = Literal["ours", "machine"]
"""Whose settings git reads: ours alone, or also the machine's, where its name and its keys to the forge are."""
_GUARDS = (
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "commit.gpgSign=false", "gc.auto=0",
    "core.quotePath=false", "core.autocrlf=input",
)  # fmt: skip
_HOSTILE = re.compile(
    r"filter\..*|diff\..*\.(textconv|command)|merge\..*\.driver|core\.(sshcommand|worktree|pager|editor)|include(if)?\..*",
    re.IGNORECASE,
)
"""Settings of a repository that run a program when files are read."""
_COMMIT = re.compile(r"[0-9a-f]{40,64}")
SECONDS = 20
TOO_LONG = 124
"""What a git that was stopped answers, as timeout(1) does."""
LEFT_BEHIND = 30
"""Seconds after which a lock of git is nobody's: ours are given up before."""


@dataclass(frozen=True, kw_only=True)
class Author:
    """Under which name a commit is made."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Version:
    """A commit that changed a file."""

    commit: str
    author: str
    at: datetime
    subject: str


@dataclass(frozen=True)
class Repository:
    """A folder that git may follow; branch is the only one that is written on, when the settings name one."""

    root: Path
    branch: str = ""

    @cached_property
    def trouble(self) -> str:
        """Return why no commit is made here, in one French sentence; nothing when all is well."""
        if self.run("rev-parse", "--is-inside-work-tree").stdout.strip() != "true":
            return "Ce dossier n'est suivi par aucun dépôt git : les enregistrements n'ont pas d'historique."
        if hostile := self.setting(_HOSTILE):
            return f"La configuration du dépôt lance des programmes (« {hostile} ») : aucun commit n'est fait ici."
        if self.elsewhere:
            return self.elsewhere
        if self.run("symbolic-ref", "--quiet", "HEAD").returncode:
            return "Le dépôt n'est sur aucune branche : aucun commit n'est fait tant qu'une branche n'est pas choisie."
        if not self.run("rev-parse", "--verify", "--quiet", "MERGE_HEAD").returncode:
            return "Une fusion commencée à la main attend dans le dépôt : aucun commit n'est fait avant sa fin."
        return ""

    @cached_property
    def elsewhere(self) -> str:
        """Return that the folder is on another branch than the settings say, in one French sentence; or nothing."""
        here = self.run("symbolic-ref", "--short", "HEAD").stdout.strip() if self.branch else ""
        if here == self.branch:
            return ""
        where = f"sur la branche « {here} »" if here else "sur aucune branche"
        return (
            f"Le dépôt est {where}, et les réglages demandent « {self.branch} » (CHORALE_BRANCH) : rien ne "
            "s'enregistre tant que la personne qui exploite ce service ne l'y a pas remis."
        )

    @property
    def top(self) -> Path:
        """Return the folder of the whole repository, of which the project may be a part."""
        return Path(self.run("rev-parse", "--show-toplevel").stdout.strip() or self.root)

    def setting(self, names: re.Pattern[str]) -> str:
        """Return the first of the repository's own settings that has one of these names, or nothing."""
        told = self.run("config", "--local", "--list", "--name-only").stdout.split()
        return next((name for name in told if names.fullmatch(name)), "")

    @property
    def owner(self) -> Author:
        """Return whom the machine's own git settings name."""
        name = self.run("config", "user.name", voice="machine").stdout.strip()
        email = self.run("config", "user.email", voice="machine").stdout.strip()
        login = os.environ.get("USER") or os.environ.get("LOGNAME") or "personne"
        return Author(name=name or login, email=email or f"{login}@localhost")

    def commit(self, paths: Iterable[str], author: Author, message: str) -> CommitOutcome:
        """Commit these files alone, as they are on the disk; what others staged stays staged."""
        wanted = list(paths)
        if self.trouble:
            return "none"
        words = ("commit", "--quiet", "--no-verify", "--only", "-m", message, "--", *wanted)
        if not self.run(*words, author=author).returncode:
            return "committed"
        self._free()  # what is new to git, or was locked by one that was killed, is seldom met: tried again
        self.run("add", "--intent-to-add", "--", *wanted)
        if not self.run("status", "--porcelain", "--", *wanted).stdout.strip():
            return "unchanged"
        return "refused" if self.run(*words, author=author).returncode else "committed"

    def versions(self, path: str, most: int) -> list[Version]:
        """Return the latest versions of a file, the last first; none without a repository."""
        form = "--format=%H%x1f%an%x1f%aI%x1f%s"
        told = self.run("log", "-z", f"--max-count={most}", form, "--", path)
        found = (one.split("\x1f") for one in told.stdout.split("\0") if one)
        return [
            Version(
                commit=parts[0],
                author=parts[1],
                at=datetime.fromisoformat(parts[2]),
                subject=parts[3],
            )
            for parts in found
            if len(parts) == 4
        ]

    def last_changes(self) -> dict[str, date]:
        """Return the day of the last commit of each file of the content; nothing without a repository."""
        words = ("log", "--format=%x00%cs", "--name-only", "--relative", "--", "content", "site")
        days: dict[str, date] = {}
        for commit in filter(None, self.run(*words).stdout.split("\0")):
            day, *files = commit.split("\n")
            for file in filter(None, files):
                days.setdefault(file, date.fromisoformat(day))
        return days

    def text_at(self, commit: str, path: str) -> str | None:
        """Return a file as a version of it says, read as one on the disk is; None when it had none."""
        told = self.raw_at(commit, path)
        return None if told is None else characters(told)

    def raw_at(self, commit: str, path: str) -> str | None:
        """Return a file as a version of it is written, its line ends included; None when it had none."""
        if not _COMMIT.fullmatch(commit):
            return None
        told = self.run("show", "--no-ext-diff", "--no-textconv", f"{commit}:./{path}")
        return None if told.returncode else told.stdout

    def commit_of(self, name: str) -> str:
        """Return the commit that a name stands for; nothing when there is none."""
        return self.run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").stdout.strip()

    def entry(self, commit: str, path: str) -> tuple[str, str] | None:
        """Return the mode and the identifier of a file in a commit; None when it has none."""
        told = self.run("ls-tree", "-z", commit, "--", path).stdout
        mode, _, identifier = told.partition("\t")[0].split(" ") if told else ("", "", "")
        return (mode, identifier) if told else None

    def holds(self, whole: str, part: str) -> bool:
        """Return whether a commit has another one in its history."""
        return self.run("merge-base", "--is-ancestor", part, whole).returncode == 0

    def forward(self, commit: str) -> tuple[str, ...] | None:
        """Move the branch and its files to a commit that follows; else return the files in the way, nothing moved."""
        self._free()
        words = ("merge", "--ff-only", "--quiet", "--no-autostash", commit)
        told = self.run(*words)
        named = (line.strip() for line in told.stderr.splitlines() if line.startswith("\t"))
        return tuple(named) if told.returncode else None

    def _free(self) -> None:
        """Remove the locks that a git of ours left when it was killed: none of them lives as long."""
        for name in ("index.lock", "HEAD.lock"):
            found = self.run("rev-parse", "--git-path", name).stdout.strip()
            lock = self.root / found
            with contextlib.suppress(OSError):
                if found and time.time() - lock.stat().st_mtime > LEFT_BEHIND:
                    lock.unlink()

    def run(
        self,
        *words: str,
        author: Author | None = None,
        voice: GitVoice = "ours",
        told: str | None = None,
        index: Path | None = None,
        seconds: float = SECONDS,
    ) -> subprocess.CompletedProcess[str]:
        """Run git on a list of arguments; told is what it reads, and all that it began dies when its time is over."""
        guards = [part for guard in _GUARDS for part in ("-c", guard)]
        more = {"GIT_INDEX_FILE": str(index)} if index else {}
        try:
            with subprocess.Popen(  # noqa: S603 - a list of arguments, paths after « -- »
                ["git", "--literal-pathspecs", *guards, *words],  # noqa: S607 - whichever git the machine has
                cwd=self.root,
                env=_environment(author, voice) | more,
                stdin=subprocess.DEVNULL if told is None else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            ) as process:
                try:
                    spoken = process.communicate(told.encode() if told else None, seconds)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    return subprocess.CompletedProcess(words, TOO_LONG, "", "")
                said, errors = (one.decode(errors="replace") for one in spoken)
                return subprocess.CompletedProcess(words, process.returncode, said, errors)
        except OSError:
            return subprocess.CompletedProcess(words, 127, "", "")


_KEPT: Mapping[GitVoice, tuple[str, ...]] = {
    "ours": ("PATH", "HOME", "TMPDIR"),
    "machine": (
        "PATH", "HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "SSH_AUTH_SOCK", "GIT_SSH",
        "GIT_SSH_COMMAND", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
    ),
}  # fmt: skip


def _environment(author: Author | None, voice: GitVoice) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT[voice] if name in os.environ}
    if voice == "ours":
        kept |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    kept |= {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}
    if author:
        name = re.sub(r"[<>\n\r]", " ", author.name).strip(" .,:;'\"") or "Atelier"
        kept |= {
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": author.email,
            "GIT_COMMITTER_NAME": "Atelier",
            "GIT_COMMITTER_EMAIL": "atelier@localhost",
        }
    return kept
