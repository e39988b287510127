"""Web and mail addresses written bare in a text become links; what is one already stays."""

import re
from collections.abc import Iterator

_SKIPPED = re.compile(
    r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"
    r"|<[^<>\n]*>"
    r"|!?\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])"
    r"|^ *\[[^\]\n]+\]:.*$"
    r"|\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)"
    r"|\{[^{}\n]*\}"
    r"|^ *(?:--8<--|;--8<--|\*\[).*$"
    r"""|<[a-zA-Z][^<>]*(?:"[^"]*"[^<>]*)*>""",
    re.MULTILINE,
)
_ADDRESS = re.compile(
    r"(?<![\w@/.:=\"'(<\[%+-])(?:\()?(?P<url>(?:https?://|www\.)[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#][^\s<>«»\"”’|]*)?)"
    r"|(?<![\w@/.:+%-])(?P<mail>(?:mailto:)?[\w][\w.+-]*@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+)(?![\w@])",
    re.IGNORECASE,
)
_SPACED = re.compile(
    r"(\]\()(?![<\s])((?:[^()<>\n\"']*[^()<>\s\"'])? [^()<>\n\"']*\.[a-zA-Z0-9]{2,5}(?:#[\w-]*)?)(\))"
)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_SHORTENED = re.compile(r"(\]\()(?:(www\.)|(?=[\w.+-]+@[\w-]+(?:\.[\w-]+)+\)))", re.IGNORECASE)
_TRAILING = ".,;:!?…*_~'"


def linked(text: str) -> str:
    """Write each bare address between the signs that make it a link; one with spaces too."""
    if "](" in text:
        text = "".join(part if code else _whole(part) for part, code in _cut(text, _CODE))
    if "@" not in text and "://" not in text and "www." not in text.lower():
        return text
    return "".join(
        part if skipped else _ADDRESS.sub(_link, part) for part, skipped in _cut(text, _SKIPPED)
    )


def _whole(text: str) -> str:
    """Write an address that has spaces, or that lacks its beginning, between its parentheses as it works."""
    text = _SPACED.sub(r"\1<\2>\3", text)
    return _SHORTENED.sub(lambda cut: f"](https://{cut[2]}" if cut[2] else "](mailto:", text)


def _cut(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    position = 0
    for found in pattern.finditer(text):
        yield text[position : found.start()], False
        yield found[0], True
        position = found.end()
    yield text[position:], False


def _link(found: re.Match[str]) -> str:
    name = "url" if found["url"] else "mail"
    address = found[name]
    kept = address.rstrip(_TRAILING)
    while kept.endswith(")") and kept.count("(") < kept.count(")"):
        kept = kept[:-1].rstrip(_TRAILING)
    before = found[0][: found.start(name) - found.start()]
    rest = address[len(kept) :]
    if kept.lower().startswith("www."):
        return f"{before}[{kept}](https://{kept}){rest}"
    return f"{before}<{kept.removeprefix('mailto:')}>{rest}"
