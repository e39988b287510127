"""The text part of an email: its blocks through templates of their own, every address once at the end."""

import re
from collections.abc import Iterable

from chorale.newsletter.blocks import Block, LetterMedium
from chorale.newsletter.letter import subject
from chorale.text import templates
from chorale.text.plain_text import References, flow, fold, underlined


def letter(medium: LetterMedium, blocks: Iterable[Block], **values: object) -> str:
    """Write an issue as plain text; every line ends with a newline and only addresses pass 72 columns."""
    references = References()
    made = templates.template(
        medium.community.templates,
        "email/letter.txt",
        voice=medium,
        issue=medium.issue,
        community=medium.community,
        subject=subject(medium.issue),
        blocks=tuple(blocks),
        mark=references.mark,
        fold=fold,
        title=underlined,
        flow=lambda body: flow(body, references),
        references=references,
        **values,
    )
    return (
        re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+$", "", made, flags=re.MULTILINE)).strip() + "\n"
    )
