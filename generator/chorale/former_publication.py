"""Former publication: what the next one takes of its folder, told by its manifest and the stamps of its files."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from chorale import memory
from chorale.files import MANIFEST, NOWHERE, File, file_digest, in_its_folder, manifest

Stamp = list[int]
"""What changes with the bytes of a file: its inode, the date of its last change in nanoseconds, its size."""


@dataclass(frozen=True)
class FormerPublication:
    """A folder that stands, or a part of it: the digest and the stamp of each of its files, as far as they are known.

    The bytes of a publication never change in place, so that the next one gives its files second names; a file whose
    stamp is another one than when it was published is read.
    """

    folder: Path = NOWHERE
    digests: Mapping[str, str] = field(default_factory=dict)
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    part: str = ""

    def within(self, name: str) -> "FormerPublication":
        """Return the part that stands in a folder of this one."""
        return FormerPublication(self.folder, self.digests, self.stamps, f"{self.part}{name}/")

    def take(self, path: str, root: Path, digest: str) -> bool:
        """Give a file a second name under a root, the same path, if it has this digest; return whether it did."""
        target = f"{root}/{path}"
        if self.digests.get(self.part + path) != digest or not self._share(path, target):
            return False
        if self.known(path, os.lstat(target)) or file_digest(target) == digest:
            return True
        Path(target).unlink()
        return False

    def take_all(self, root: Path, digests: Mapping[str, str]) -> bool:
        """Take files, by their paths and digests: all of them or none; return whether it did."""
        taken: list[Path] = []
        for path, digest in digests.items():
            if not self.take(path, root, digest):
                for one in taken:
                    one.unlink()
                return False
            taken.append(root / path)
        return True

    def lay(self, root: Path, files: Iterable[File]) -> None:
        """Write files into a folder that nobody reads yet; what this publication holds already, they share."""
        for file in files:
            if not self.take(file.path, root, hashlib.sha256(file.content).hexdigest()):
                target = root / file.path
                in_its_folder(target, partial(target.write_bytes, file.content))

    def known(self, path: str, found: os.stat_result) -> str:
        """Return the digest of a file that shares the bytes of this publication's, an empty text when it may not."""
        inside = self.part + path
        return self.digests.get(inside, "") if self.stamps.get(inside) == _stamp(found) else ""

    def _share(self, path: str, target: str) -> bool:
        """Give a file a second name, where the disk knows how to and the name is free; return whether it did."""
        try:
            in_its_folder(target, partial(os.link, f"{self.folder}/{self.part}{path}", target))
        except OSError:
            return False
        return True


NONE = FormerPublication()
"""Where no publication stands."""


def former(folder: Path) -> FormerPublication:
    """Return what is known of the publication in a folder, if one stands there."""
    digests = manifest(folder) or {}
    known = memory.recall(__name__, _name(folder)) if digests else None
    stamps = known if known and len(known) == len(digests) else []
    return FormerPublication(folder, digests, dict(zip(digests, stamps, strict=False)))


def keep_stamps(folder: Path) -> None:
    """Note the stamps of a finished publication, for the next one."""
    if memory.is_open():
        stamps = [_stamp(os.lstat(f"{folder}/{path}")) for path in manifest(folder) or {}]
        memory.keep(__name__, _name(folder), stamps)


def _name(folder: Path) -> bytes:
    return file_digest(folder / MANIFEST).encode()


def _stamp(found: os.stat_result) -> Stamp:
    return [found.st_ino, found.st_mtime_ns, found.st_size]
