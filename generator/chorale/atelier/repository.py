"""The project's git repository, when it has one: a commit for each save, under the person's name, or why not."""

import contextlib
import os
import re
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

CommitOutcome = Literal["committed", "unchanged", "none", "refused"]
_GUARDS = (
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "commit.gpgSign=false", "gc.auto=0",
    "core.quotePath=false", "core.autocrlf=false",
)  # fmt: skip
_HOSTILE = re.compile(
    r"filter\..*|diff\..*\.(textconv|command)|merge\..*\.driver|core\.(sshcommand|worktree|pager|editor)|include(if)?\..*",
    re.IGNORECASE,
)
_COMMIT = re.compile(r"[0-9a-f]{40,64}")
SECONDS = 20
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
    """A folder that git may follow."""

    root: Path

    @cached_property
    def trouble(self) -> str:
        """Return why no commit is made here, in one French sentence; nothing when all is well."""
        if self._git("rev-parse", "--is-inside-work-tree").stdout.strip() != "true":
            return "Ce dossier n'est suivi par aucun dépôt git : les enregistrements n'ont pas d'historique."
        told = self._git("config", "--local", "--list", "--name-only").stdout.split()
        hostile = next((name for name in told if _HOSTILE.fullmatch(name)), "")
        if hostile:
            return f"La configuration du dépôt lance des programmes (« {hostile} ») : aucun commit n'est fait ici."
        if self._git("symbolic-ref", "--quiet", "HEAD").returncode:
            return "Le dépôt n'est sur aucune branche : aucun commit n'est fait tant qu'une branche n'est pas choisie."
        return ""

    @property
    def owner(self) -> Author:
        """Return whom the machine's own git settings name."""
        name = self._git("config", "user.name", own=True).stdout.strip()
        email = self._git("config", "user.email", own=True).stdout.strip()
        login = os.environ.get("USER") or os.environ.get("LOGNAME") or "personne"
        return Author(name=name or login, email=email or f"{login}@localhost")

    def commit(self, paths: Iterable[str], author: Author, message: str) -> CommitOutcome:
        """Commit these files alone, as they are on the disk; what others staged stays staged."""
        wanted = list(paths)
        if self.trouble:
            return "none"
        self._free()
        self._git("add", "--intent-to-add", "--", *wanted)
        if not self._git("status", "--porcelain", "--", *wanted).stdout.strip():
            return "unchanged"
        made = self._git(
            "commit",
            "--quiet",
            "--no-verify",
            "--only",
            "-m",
            message,
            "--",
            *wanted,
            author=author,
        )
        return "refused" if made.returncode else "committed"

    def versions(self, path: str, most: int) -> list[Version]:
        """Return the latest versions of a file, the last first; none without a repository."""
        form = "--format=%H%x1f%an%x1f%aI%x1f%s"
        told = self._git("log", "-z", f"--max-count={most}", form, "--", path)
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

    def text_at(self, commit: str, path: str) -> str | None:
        """Return a file as a version of it says; None when it had none."""
        if not _COMMIT.fullmatch(commit):
            return None
        told = self._git("show", "--no-ext-diff", "--no-textconv", f"{commit}:./{path}")
        return None if told.returncode else told.stdout

    def _free(self) -> None:
        """Remove the locks that a git of ours left when it was killed: none of them lives as long."""
        for name in ("index.lock", "HEAD.lock"):
            found = self._git("rev-parse", "--git-path", name).stdout.strip()
            lock = self.root / found
            with contextlib.suppress(OSError):
                if found and time.time() - lock.stat().st_mtime > LEFT_BEHIND:
                    lock.unlink()

    def _git(
        self, *words: str, author: Author | None = None, own: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run git with settings of ours only; own lets the machine's settings speak, for a name."""
        guards = [part for guard in _GUARDS for part in ("-c", guard)]
        try:
            return subprocess.run(  # noqa: S603 - a list of arguments, paths after « -- »
                ["git", "--literal-pathspecs", *guards, *words],  # noqa: S607 - whichever git the machine has
                cwd=self.root,
                env=_environment(author, own=own),
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired):
            return subprocess.CompletedProcess(words, 127, "", "")


def _environment(author: Author | None, *, own: bool) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    if not own:
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
