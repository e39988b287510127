"""Habits of writing that have two meanings, found in the author's text: comments, frames, tables, titles, code."""

import re
from collections.abc import Callable, Iterator

from markdown_it.tree import SyntaxTreeNode

from chorale.french.suggestions import nearest
from chorale.text import commonmark, references
from chorale.text.block_habits import BLOCK_HABITS, Blocks, line_start
from chorale.text.french_words import KINDS
from chorale.text.glued_lines import GLUED_LINES
from chorale.text.html_habits import html_habits
from chorale.text.inline_links import prose
from chorale.text.leftovers import Oddity
from chorale.text.sign_habits import SIGN_HABITS
from chorale.text.table_habits import TABLE_HABITS

FRENCH_KINDS = {
    "attention": "warning", "avertissement": "warning", "important": "warning", "remarque": "note", "nota": "note",
    "astuce": "tip", "conseil": "tip", "exemple": "example", "citation": "quote",
    "résumé": "abstract", "resume": "abstract",
    "erreur": "failure", "faq": "question",
    "caution": "warning", "hint": "tip", "summary": "abstract", "error": "failure",
}  # fmt: skip
_OPENED = re.compile(r"(?:!!!|\?\?\?\+?)[ \t]+([\w-]+)")
_WORD_TAGS = re.compile(
    r"</?(?:ins|del|o:p|st1:\w+|w:\w+|font|span)\b[^<>]*>|class=\"?Mso|style=\"[^\"]*mso-",
    re.IGNORECASE,
)
"""What Word leaves in the HTML that it copies."""
_COMMENT = re.compile(r"<!--(?!.*?(?:more|markdownlint|prettier)).*?(?:-->|\Z)", re.DOTALL)
_CRITIC = re.compile(r"\{\+\+.*?\+\+\}|\{--.*?--\}|\{~~.*?~~\}|\{>>.*?<<\}|\{==.*?==\}", re.DOTALL)
"""Marks of CriticMarkup: « {++added++} »."""
_SENTENCE = re.compile(r"(?:[^\W\d_]{2,}[ ,']+){3,}")
_IN_FRENCH = re.compile(
    r"(?i)\s*(?:(?:l[ea]s?|une?|d[eu]s?|aux?|à|en|pour|par|avec|sans|chaque|tou(?:te)?s?) |[ld]['’])[^\W\d_]"
)
"""A line that begins as a sentence of people does, and no command."""
_HALF_TABLE = re.compile(r"^[^\n|]*\|[^\n]*$", re.MULTILINE)
_SHORT = 45
_ENDED = (".", "!", "…", ",", ";", ")")
"""What no title ends with: the line below it parts two passages."""
_HEADER = re.compile(r"\s*(---)\n(?:[\w-]+ ?:.*\n)+---$", re.MULTILINE)
_LOW = re.compile(r"(?<![~\\\w])~([^\W\d_]{4,})~(?![~\w])|\^([^\s^]*[+=/*][^\s^]*)\^")
"""Words between single « ~ » or « ^ », which would be lowered or raised."""
_BROKEN = re.compile(r"(?:  |\\|<br ?/?>)$")
_SIGNED = re.compile(r"\*{0,2}(?:L['’])?[^\W\d_]{2}[^|:\t]*$")
_SAID = (".", "!", "?", "…", ";")
_FORWARDED = re.compile(r"De[ \u00a0]?:")
"""How the header of a copied mail begins, told for what it is."""
Habit = Callable[[str, Blocks], Iterator[Oddity]]


def habits(text: str, *, letter: bool) -> Iterator[Oddity]:
    """Yield what a text holds that its author should look at; letter says that it is sent by mail too."""
    blocks = list(_blocks(commonmark.tree(text)))
    for habit in HABITS:
        yield from (
            odd
            for odd in habit(text, blocks)
            if letter or not odd.message.startswith("commentaire")
        )
    yield from html_habits(text, letter=letter)


def _blocks(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for child in node.children:
        if child.type != "inline":
            yield child
            yield from _blocks(child)


def _comments(text: str, _: Blocks) -> Iterator[Oddity]:
    if "<" not in text:
        return
    kept = re.sub(
        r"^( *)(```|~~~).*?^\1\2|`[^`\n]+`",
        lambda code: " " * len(code[0]),
        text,
        flags=re.MULTILINE | re.DOTALL,
    )
    for found in _COMMENT.finditer(kept):
        if found[0].startswith("<!--["):
            yield Oddity(
                found.start(),
                "reste de Word ou d'Outlook « <!--[if… »",
                "coller le texte sans mise en forme",
            )
        elif not found[0].endswith("-->"):
            yield Oddity(
                found.start(),
                f"commentaire jamais fermé « {' '.join(found[0].split())[:40]} »",
                "le retirer, ou finir par « --> »",
            )
        else:
            yield Oddity(
                found.start(),
                f"commentaire « {' '.join(found[0].split())[:40]} »",
                "le retirer : il ne se voit pas, mais il serait publié avec la page",
                "warning",
            )
    for found in _WORD_TAGS.finditer(kept):
        tag = found[0]
        if re.match(r"</?(?:ins|del)\b", tag, re.IGNORECASE):
            if tag[1] != "/":
                yield Oddity(
                    found.start(),
                    f"modification suivie « {tag} »",
                    "garder le texte retenu et retirer la marque",
                )
        elif "mso" in tag.lower() or re.match(r"</?(?:o:|st1:|w:|font)", tag, re.IGNORECASE):
            yield Oddity(
                found.start(),
                f"reste de Word ou d'Outlook « {tag[:40]} »",
                "coller le texte sans mise en forme",
            )


def _reviews(text: str, _: Blocks) -> Iterator[Oddity]:
    """Marks of a review (CriticMarkup): a reader would meet both versions."""
    for found in _CRITIC.finditer(prose(text)):
        said = f"marque de relecture « {' '.join(found[0].split())[:40]} »"
        yield Oddity(found.start(), said, "garder le texte retenu et retirer la marque")


def _frames(text: str, blocks: Blocks) -> Iterator[Oddity]:
    for node in blocks:
        if node.type != "container":
            continue
        if kind := _OPENED.match(node.info):
            word = kind[1].lower()
            if word not in KINDS:
                near = FRENCH_KINDS.get(word) or nearest(word, KINDS) or "note"
                yield Oddity(
                    line_start(text, node),
                    f"encadré inconnu « {kind[1]} »",
                    f"vouliez-vous dire « {near} » ?",
                )
        if not node.children:
            yield Oddity(
                line_start(text, node),
                f"« {node.info.strip()[:40]} » sans rien dedans",
                "décaler son texte de quatre espaces",
            )


def _titles(text: str, blocks: Blocks) -> Iterator[Oddity]:
    previous, first = 0, True
    for node in blocks:
        if node.type != "heading":
            continue
        level, words = int(node.tag[1]), "".join(child.content for child in node.children)
        place = line_start(text, node)
        if not words.strip():
            yield Oddity(place, "titre vide", "écrire le titre, ou retirer les « # »")
        elif level == 1 and not first:
            yield Oddity(place, f"second titre de premier niveau « {words[:40]} »", "écrire « ## »")
        elif previous and level > previous + 1:
            yield Oddity(
                place,
                f"niveau de titre sauté avant « {words[:40]} »",
                f"écrire « {'#' * (previous + 1)} »",
            )
        elif node.markup in ("-", "=") and (
            len(words) > 80 or words.endswith(_ENDED) or _ruled(text, node)
        ):
            yield Oddity(
                place,
                f"paragraphe lu comme un titre « {' '.join(words.split())[:40]}… »",
                "laisser une ligne vide avant « --- »",
            )
        previous, first = level, False


def _ruled(text: str, node: SyntaxTreeNode) -> bool:
    """Return whether a rule was meant: two dashes before who signs a mail, or a second line of them below words."""
    above = node.previous_sibling
    last = (node.map or (0, 1))[1] - 1
    return text.split("\n")[last].strip() in ("-", "--") or bool(
        above and above.type == "hr" and not _HEADER.search(text)
    )


def _code(text: str, blocks: Blocks) -> Iterator[Oddity]:
    for node in blocks:
        if node.type == "fence" and node.map and not _closed(text, node):
            yield Oddity(
                line_start(text, node),
                "bloc de code jamais fermé",
                f"ajouter « {node.markup} » après le code",
            )
        if node.type == "code_block" and (
            _SENTENCE.match(node.content.strip())
            or re.match(r"[-*•] [^\W\d_]|\|.*\|$", node.content.strip(), re.MULTILINE)
            or all(map(_IN_FRENCH.match, node.content.strip().split("\n")))
        ):
            said = node.content.strip().split("\n")[0][:40]
            yield Oddity(
                line_start(text, node),
                f"texte décalé, lu comme du code « {said} »",
                "retirer les espaces au début de la ligne",
                "warning",
            )


def _closed(text: str, node: SyntaxTreeNode) -> bool:
    start, end = node.map or (0, 0)
    lines = text.split("\n")[start:end]
    last = next((line for line in reversed(lines) if line.strip()), "").strip(" >")
    return len(lines) > 1 and last.startswith(node.markup) and not last.strip(node.markup[0])


def _breaks(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Lines as short as those of a postal address were not folded by an editor: their author wants them apart."""
    for node in blocks:
        if (
            node.type != "paragraph"
            or not node.map
            or node.parent is None
            or node.parent.type not in ("root", "blockquote")
        ):
            continue
        lines = [line.lstrip("> ") for line in text.split("\n")[node.map[0] : node.map[1]]]
        if (
            (len(lines) > 2 or (len(lines) == 2 and _signed(lines)))
            and all(0 < len(line.strip()) <= _SHORT for line in lines)
            and not _FORWARDED.match(lines[0])
            and all(line.strip()[0].isupper() or line.strip()[0].isdigit() for line in lines)
            and not any(_BROKEN.search(line) or "\t" in line or ";" in line for line in lines[:-1])
        ):
            yield Oddity(
                line_start(text, node),
                f"{len(lines)} lignes courtes, qui se suivront sans retour à la ligne",
                "finir chacune par « \\ », ou en faire une liste",
                "warning",
            )


def _signed(lines: list[str]) -> bool:
    """Return whether two lines are those of a signature: a courtesy and a name, a name and an office."""
    return all(map(_SIGNED.match, lines)) and not lines[0].rstrip().endswith(_SAID)


def _headers(text: str, _: Blocks) -> Iterator[Oddity]:
    if found := _HEADER.match(text):
        said = "second en-tête, qui se lirait comme un titre"
        yield Oddity(found.start(1), said, "porter ses clés dans le premier, en haut du fichier")


def _drawn_low(text: str, _: Blocks) -> Iterator[Oddity]:
    """Words between « ~ » or « ^ » are printed small: « x^2+y^2 » and « ~barré~ » mean something else."""
    for found in _LOW.finditer(prose(text)):
        said = f"« {found[0]} » serait écrit en petit, au-dessus ou au-dessous de la ligne"
        advice = "pour barrer, « ~~mot~~ » ; pour garder le signe, « \\~ » ou « \\^ »"
        yield Oddity(found.start(), said, advice, "warning")


HABITS: tuple[Habit, ...] = (
    _comments,
    _reviews,
    _frames,
    _titles,
    _code,
    _breaks,
    _headers,
    lambda text, _: references.uncalled(text),
    _drawn_low,
    *BLOCK_HABITS,
    *TABLE_HABITS,
    *SIGN_HABITS,
    *GLUED_LINES,
)
