"""Two people's changes of one file brought together: key by key, item by item, paragraph by paragraph."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from chorale.content.writing.trees import Tree, pairing

Path = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class TextClash:
    """A place that both changed, each otherwise; what is absent is None."""

    path: Path
    mine: Tree | None
    theirs: Tree | None


@dataclass
class Merge:
    """What both wanted; where they clash it says what theirs says, and the clash keeps mine."""

    clashes: list[TextClash] = field(default_factory=list)

    def clash(self, path: Path, mine: Tree | None, theirs: Tree | None) -> Tree | None:
        """Note a clash and go on with theirs."""
        self.clashes.append(TextClash(path=path, mine=mine, theirs=theirs))
        return theirs

    def either(
        self, base: Tree | None, mine: Tree | None, theirs: Tree | None, path: Path
    ) -> Tree | None:
        """Return what was wanted of one value; None when it was taken away."""
        if mine in (theirs, base):
            return theirs
        if theirs == base:
            return mine
        if isinstance(base, dict) and isinstance(mine, dict) and isinstance(theirs, dict):
            return self.named(base, mine, theirs, path)
        if isinstance(base, list) and isinstance(mine, list) and isinstance(theirs, list):
            return self.items(base, mine, theirs, path)
        if isinstance(base, str) and isinstance(mine, str) and isinstance(theirs, str):
            made = paragraphs(base, mine, theirs)
            return self.clash(path, mine, theirs) if made is None else made
        return self.clash(path, mine, theirs)

    def named(
        self, base: dict[str, Tree], mine: dict[str, Tree], theirs: dict[str, Tree], path: Path
    ) -> dict[str, Tree]:
        """Return the values of a record, each decided for itself."""
        made: dict[str, Tree] = {}
        for name in _together(list(theirs), list(mine)):
            value = self.either(base.get(name), mine.get(name), theirs.get(name), (*path, name))
            if value is not None:
                made[name] = value
        return made

    def items(
        self, base: list[Tree], mine: list[Tree], theirs: list[Tree], path: Path
    ) -> Tree | None:
        """Return the items of a list: those of both, in the order that one of them gave."""
        ours, others = pairing(base, mine), pairing(base, theirs)
        kept = [rank for rank in ours if rank in others and rank is not None]
        now = [rank for rank in others if rank in ours and rank is not None]
        if kept != sorted(kept) and now != sorted(now) and kept != now:
            return self.clash(path, list(mine), list(theirs))
        first, second = (others, ours) if kept == sorted(kept) else (ours, others)
        labels = _together(
            _labels(first, "t" if first is others else "m"),
            _labels(second, "m" if second is ours else "t"),
        )
        made = [self._item(label, (base, mine, theirs), (ours, others), path) for label in labels]
        return [item for item in made if item is not None]

    def _item(
        self,
        label: str,
        texts: tuple[list[Tree], list[Tree], list[Tree]],
        origins: tuple[list[int | None], list[int | None]],
        path: Path,
    ) -> Tree | None:
        base, mine, theirs = texts
        kind, rank = label[0], int(label[1:])
        ours, others = origins
        if kind == "t":
            return theirs[rank]
        if kind == "m":
            added = (item for item, origin in zip(theirs, others, strict=True) if origin is None)
            return None if mine[rank] in added else mine[rank]
        one = mine[ours.index(rank)] if rank in ours else None
        two = theirs[others.index(rank)] if rank in others else None
        return self.either(base[rank], one, two, (*path, rank))


def _labels(origins: Sequence[int | None], side: str) -> list[str]:
    return [f"{side}{at}" if origin is None else f"b{origin}" for at, origin in enumerate(origins)]


def _together(first: list[str], second: list[str]) -> list[str]:
    """Return the words of both, in the order of the first; those of the second alone stand behind their neighbour."""
    made = list(first)
    for at, word in enumerate(second):
        if word not in made:
            before = next((one for one in reversed(second[:at]) if one in made), None)
            made.insert(0 if before is None else made.index(before) + 1, word)
    return made


def merged(base: Tree, mine: Tree, theirs: Tree) -> tuple[Tree, tuple[TextClash, ...]]:
    """Return what both wanted of a file, and the places that both changed otherwise, where theirs stands."""
    merge = Merge()
    made = merge.either(base, mine, theirs, ())
    return ({} if made is None else made), tuple(merge.clashes)


def paragraphs(base: str, mine: str, theirs: str) -> str | None:
    """Return a text with the changes of both, when no paragraph was changed by both; else None."""
    old = _cut(base)
    ours, others = _edits(old, _cut(mine)), _edits(old, _cut(theirs))
    if any(_meet(one, two) and one != two for one in ours for two in others):
        return None
    made, at = [], 0
    for start, end, words in sorted({*ours, *others}):
        made += [*old[at:start], *words]
        at = end
    return "".join([*made, *old[at:]])


Edit = tuple[int, int, tuple[str, ...]]


def _meet(one: Edit, two: Edit) -> bool:
    """Return whether two changes are of the same paragraphs, or put something at the same place."""
    start, end, low, high = *one[:2], *two[:2]
    if start == end or low == high:
        return start <= high and low <= end
    return start < high and low < end


def _cut(text: str) -> list[str]:
    """Cut a text into paragraphs, each with the blank lines behind it."""
    return re.findall(r"(?:[^\n]*\S[^\n]*\n?)+(?:[ \t]*\n)*|(?:[ \t]*\n)+|[ \t]+\Z", text)


def _edits(old: list[str], new: list[str]) -> list[Edit]:
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(i1, i2, tuple(new[j1:j2])) for tag, i1, i2, j1, j2 in codes if tag != "equal"]
