"""Publication that the service serves: what the last build left, taken whole, and the last good one kept."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from chorale.content import snapshot
from chorale.content.load import load
from chorale.content.model import Community
from chorale.content.problems import errors
from chorale.files import make_private, store
from chorale.french.os_errors import refusal
from chorale.service.logs import log
from chorale.service.settings import Misconfigured, Settings
from chorale.service.timestamps import Clock

KEPT = "publie"
"""The folder of the last good publication, among the service's data."""

COPIES = 3
"""Publications left unpacked: another process may still draw its pages with the templates of the one before."""


class Unservable(Exception):
    """A publication that cannot be served; the text is one French sentence."""


class Publication:
    """Follows what is published for a project; a publication that cannot be served changes nothing but refused."""

    def __init__(self, root: Path, published: Path, folder: Path, clock: Clock) -> None:
        self.root, self.clock = root, clock
        self.place, self.kept = published / snapshot.NAME, folder / KEPT
        self.refused, self.digest = "", ""
        self.seen: tuple[int, ...] = ()

    @classmethod
    def of(cls, settings: Settings, clock: Clock) -> "Publication":
        """Return the publication that a service follows."""
        return cls(settings.root, settings.published, settings.folder, clock)

    def first(self) -> Community:
        """Return what is published, or the content when nothing is; the last good one when that is bad.

        Raises Misconfigured when there is nothing good at all.
        """
        self.seen = self._stamp()
        return self._best(
            (self._published, self._last) if self.seen else (self._content, self._last)
        )

    def first_of_content(self) -> Community:
        """Return the content as it is written; what is published when that is bad. Raises Misconfigured."""
        return self._best((self._in_place, self._published, self._last))

    def look(self) -> Community | None:
        """Return a publication that was not there before, None when there is none or it was refused."""
        stamp = self._stamp()
        if not stamp or stamp == self.seen:
            return None
        self.seen, former = stamp, self.digest
        try:
            found = self._published()
        except Unservable as error:
            self._say(str(error))
            return None
        self.refused = ""
        return None if self.digest == former else found

    def _best(self, ways: tuple[Callable[[], Community], ...]) -> Community:
        sentences = []
        for way in ways:
            try:
                found = way()
            except Unservable as error:
                sentences.append(str(error))
            else:
                self._say(sentences[0] if sentences else "")
                return found
        raise Misconfigured(sentences[0])

    def _say(self, sentence: str) -> None:
        if sentence and sentence != self.refused:
            log("publication-refused", why=sentence)
        self.refused = sentence

    def _stamp(self) -> tuple[int, ...]:
        try:
            known = self.place.stat()
        except OSError:
            return ()
        return known.st_ino, known.st_mtime_ns, known.st_size

    def _published(self) -> Community:
        raw = _read(self.place)
        found = self._taken(raw)
        log("publication-taken", digest=self.digest)
        return found

    def _content(self) -> Community:
        try:
            raw = snapshot.packed(self.root)
        except OSError as error:
            raise Unservable(refusal(error)) from None
        return self._taken(raw)

    def _in_place(self) -> Community:
        return self._sound(self.root)

    def _last(self) -> Community:
        return self._taken(_read(self.kept / snapshot.NAME))

    def _taken(self, raw: bytes) -> Community:
        """Load a snapshot from a copy of our own, and keep it as the last good one."""
        digest = hashlib.sha256(raw).hexdigest()[:16]
        try:
            found = self._loaded(raw, digest)
            store(self.kept / snapshot.NAME, raw, private=True, durable=True)
        except OSError as error:
            raise Unservable(refusal(error)) from None
        except snapshot.BadSnapshot as error:
            raise Unservable(str(error)) from None
        self.digest = digest
        return found

    def _loaded(self, raw: bytes, digest: str) -> Community:
        copy = self.kept / digest
        make_private(self.kept)
        if not copy.is_dir():
            aside = Path(tempfile.mkdtemp(dir=self.kept))
            try:
                snapshot.unpacked(raw, aside / "content")
                (aside / "content").rename(copy)
            except OSError:
                if not copy.is_dir():  # another process was quicker
                    raise
            finally:
                shutil.rmtree(aside, ignore_errors=True)
        os.utime(copy)
        self._forget()
        return self._sound(copy)

    def _sound(self, folder: Path) -> Community:
        loaded = load(folder, self.clock().date())
        if loaded.community is None or errors(loaded.problems):
            first = errors(loaded.problems)[0]
            raise Unservable(
                f"contenu à corriger d'abord (chorale check) : {first.source}: {first.sentence}"
            )
        return loaded.community

    def _forget(self) -> None:
        copies = [one for one in self.kept.iterdir() if one.is_dir()]
        for old in sorted(copies, key=lambda one: one.stat().st_mtime_ns)[:-COPIES]:
            shutil.rmtree(old, ignore_errors=True)


def _read(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError as error:
        raise Unservable(refusal(error, place)) from None
