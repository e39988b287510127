"""Social cards: the picture of a page where it is shared (Open Graph), its title drawn on the community's stave."""

import hashlib
import io
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from chorale import memory
from chorale.content.model import Community
from chorale.digests import digest_of
from chorale.files import file_digest, put
from chorale.former_publication import FormerPublication
from chorale.site.banded_png import SMALL, Band, band, png

SIZE = (1200, 630)
FOLDER = "assets/cards"
FONT = "site/theme/assets/fonts/bricolage-grotesque.woff2"
OWN = "site/theme/assets/images/social-card.png"
"""The card of a community that draws its own: it then stands for every page."""

LEFT, TOP, TITLE, WIDTH = 84, 96, 158, 1032
BLEED = 8
"""How far a letter may reach before its place, as « j » does."""
HEIGHTS = (76, 66, 56, 46)
"""Sizes of a title, from the largest that is tried to the smallest; what is longer still is cut."""

PAPER, INK, QUIET, STAVE = (251, 248, 241), (24, 36, 38), (75, 89, 91), (207, 197, 175)
VOICES = ((11, 90, 98), (194, 65, 42), (217, 150, 15), (134, 57, 111), (75, 118, 43))
SHADES = 8
"""Steps from the paper to the ink: with the voices and the stave, sixteen colours, half a byte a point."""

_SHADE = [value * (SHADES - 1) // 255 for value in range(256)]
_INKED = [255 * (value > 16) for value in range(256)]
_PRINTED = str.maketrans({"'": "’", "\u202f": "\u00a0"})
"""The letters' own apostrophe, and the one no-break space that they have."""


@dataclass(frozen=True)
class SocialCards:
    """The cards of a site's pages: a page asks for the name of its own, and all are drawn at the end, each once."""

    community: Community
    wanted: dict[str, tuple[str, str]] = field(default_factory=dict)

    def of(self, kicker: str, title: str) -> str:
        """Return the path of a page's card, from the site's root; nothing where the community has its own."""
        if OWN in self.community.templates.names:
            return ""
        title = title.translate(_PRINTED)
        told = f"{self.community.name}\n{kicker}\n{title}"
        path = f"{FOLDER}/{hashlib.sha256(told.encode()).hexdigest()[:16]}.png"
        self.wanted[path] = (kicker, title)
        return path

    def lay(self, site: Path, before: FormerPublication) -> dict[str, str]:
        """Lay the cards that pages asked for into a site, from the site before if it has them; return their digests."""
        name, font = self.community.name, self.community.templates.file(FONT)
        look, digests = file_digest(font), {}
        asked = {path: digest_of((name, words, look)) for path, words in self.wanted.items()}
        known = memory.recall_all(__name__, list(asked.values()))
        for path, words in sorted(self.wanted.items()):
            digest = known.get(asked[path])
            if not (digest and before.take(path, site, digest)):
                digest = put(site / path, card(name, *words, str(font)))
                memory.keep(__name__, asked[path], digest)
            digests[path] = digest
        return digests


def card(name: str, kicker: str, title: str, font: str) -> bytes:
    """Return a card as a PNG."""
    size, lines = _set(title, font)
    face = _font(font, size, 720)
    high = round(face.getbbox("A")[3]) + 4
    foot = TITLE + len(lines) * high + size // 2
    titled = _signed(name, kicker, font).crop((0, TITLE, SIZE[0], foot))
    for rank, line in enumerate(lines):
        _write(titled, rank * high, line, face)
    above, below = (_shared(name, kicker, font, *rows) for rows in ((0, TITLE), (foot, SIZE[1])))
    return png(SIZE, bytes(titled.getpalette() or ()), (above, band(_packed(titled)), below))


@lru_cache(maxsize=128)
def _shared(name: str, kicker: str, font: str, top: int, bottom: int) -> Band:
    return band(_packed(_signed(name, kicker, font).crop((0, top, SIZE[0], bottom))), SMALL)


def _packed(rows: Image.Image) -> bytes:
    """Return rows as a PNG holds them: two points of the first colour before each make the zero that it wants."""
    return rows.crop((-2, 0, *rows.size)).tobytes("raw", "P;4")


@lru_cache(maxsize=32)
def _signed(name: str, kicker: str, font: str) -> Image.Image:
    """Return what the cards of a kind share: the ground, the name of the community and that of the kind."""
    shades = Image.new("L", SIZE)
    pen = ImageDraw.Draw(shades)
    pen.text((LEFT, TOP), kicker, font=_font(font, 34, 600), fill=190)
    pen.text((LEFT + 150, SIZE[1] - 96), name, font=_font(font, 36, 680), fill=255)
    made = _ground().copy()
    _ink(shades).print(made, 0, 0)
    return made


@dataclass(frozen=True)
class Ink:
    """Words in the colours of the cards, where they stand in their own rectangle and which of its points are theirs."""

    colours: Image.Image
    points: Image.Image
    left: int
    top: int

    def print(self, card: Image.Image, left: int, top: int) -> None:
        """Print the words on a card, their rectangle at this place."""
        card.paste(self.colours, (left + self.left, top + self.top), self.points)


def _ink(shades: Image.Image) -> Ink:
    inked = shades.getbbox() or (0, 0, 1, 1)
    words = shades.crop(inked)
    return Ink(words.point(_SHADE), words.point(_INKED), *inked[:2])


def _write(card: Image.Image, top: int, line: str, face: ImageFont.FreeTypeFont) -> None:
    """Write a line, word after word: drawing letters costs most, and words come back from title to title."""
    left = LEFT - BLEED
    for word in line.split(" "):
        drawn, wide = _word(word, face)
        drawn.print(card, left, top)
        left += wide


@lru_cache(maxsize=512)
def _word(word: str, face: ImageFont.FreeTypeFont) -> tuple[Ink, int]:
    """Return a word, and how far from it the next begins; advances are whole points in this layout."""
    _, _, right, bottom = face.getbbox(word)
    drawn = Image.new("L", (BLEED + max(1, round(right)), max(1, round(bottom))))
    ImageDraw.Draw(drawn).text((BLEED, 0), word, font=face, fill=255)
    return _ink(drawn), round(_length(word, face) + _length(" ", face))


@lru_cache(maxsize=8192)
def _length(word: str, face: ImageFont.FreeTypeFont) -> float:
    return face.getlength(word)


def _set(title: str, font: str) -> tuple[int, list[str]]:
    """Return the size and the lines of a title, as large as four lines allow."""
    for size in HEIGHTS:
        lines = _lines(title, _font(font, size, 720))
        if len(lines) * size <= 4 * HEIGHTS[1]:
            return size, lines
    return HEIGHTS[-1], [*lines[:4], lines[4] + "…"] if len(lines) > 5 else lines


def _lines(title: str, face: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[list[str]] = []
    left = 0.0
    for word in title.split(" "):
        wide = _length(word, face) + _length(" ", face)
        if lines and wide <= left + _length(" ", face):
            lines[-1].append(word)
            left -= wide
        else:
            lines.append([word])
            left = WIDTH - wide
    return [" ".join(words) for words in lines]


@lru_cache
def _font(path: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    made = ImageFont.truetype(
        io.BytesIO(Path(path).read_bytes()), size, layout_engine=ImageFont.Layout.BASIC
    )
    made.set_variation_by_axes([weight])
    return made


@lru_cache(maxsize=1)
def _ground() -> Image.Image:
    """Return the paper, its stave and its five voices, in the sixteen colours of every card."""
    shades = (
        tuple(
            round(paper + (ink - paper) * step / (SHADES - 1))
            for paper, ink in zip(PAPER, INK, strict=True)
        )
        for step in range(SHADES)
    )
    colours = Image.new("P", (1, 1))
    colours.putpalette([level for colour in (*shades, *VOICES, STAVE) for level in colour])
    drawn = Image.new("RGB", (SIZE[0] * 2, SIZE[1] * 2), PAPER)
    pen = ImageDraw.Draw(drawn)
    for line in range(5):
        pen.rectangle((0, 900 + line * 22, SIZE[0] * 2, 902 + line * 22), fill=STAVE)
    for (x, y), voice in zip(
        ((178, 1128), (224, 1072), (290, 1048), (350, 1086), (276, 1124)), VOICES, strict=True
    ):
        pen.ellipse((x - 24, y - 24, x + 24, y + 24), fill=voice)
    pen.rectangle((0, 0, SIZE[0] * 2, 28), fill=VOICES[0])
    return drawn.resize(SIZE, Image.Resampling.LANCZOS).quantize(
        palette=colours, dither=Image.Dither.NONE
    )
