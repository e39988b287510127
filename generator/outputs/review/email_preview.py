"""The letter as readers will see it, side by side: desktop, phone, dark, no images, no styles, text, and the checks."""

import re
from collections.abc import Iterator

from generator.content.problems import Problem
from generator.outputs import render
from generator.outputs.files import File
from generator.outputs.review.email_sheet import Sheet

PAGE = "apercu.html"
_STYLE = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)
_IMAGE = re.compile(r'(<img[^>]*?) src="[^"]*"')
VIEWS = (
    ("bureau", "Ordinateur, 700 pixels", 700),
    ("telephone", "Téléphone, 375 pixels", 375),
    ("sombre", "Mode sombre", 700),
    ("sans-images", "Images bloquées", 700),
    ("sans-style", "Sans feuille de style (La Poste, SFR)", 375),
)


def files(sheet: Sheet, problems: tuple[Problem, ...], folder: str) -> Iterator[File]:
    """Yield the preview page, one document for each view, and the issue's pictures beside them."""
    shown = _at_hand(sheet)
    for name, html in (
        ("bureau", shown),
        ("telephone", shown),
        ("sombre", shown.replace("(prefers-color-scheme: dark)", "all")),
        ("sans-images", _IMAGE.sub(r"\1", shown)),
        ("sans-style", _STYLE.sub("", shown)),
    ):
        yield File.of(f"{folder}/apercu/{name}.html", html)
    for name, data in sorted(sheet.issue.pictures.items()):
        yield File(f"{folder}/apercu/{name}", data)
    page = render.template(
        render.EMAIL,
        "preview.html",
        issue=sheet.issue,
        email=sheet.email,
        community=sheet.community,
        problems=problems,
        views=VIEWS,
        size=len(sheet.email.html.encode()),
    )
    yield File.of(f"{folder}/{PAGE}", page)


def _at_hand(sheet: Sheet) -> str:
    """Point the pictures at their copies beside the preview: the site may not be published yet."""
    base = sheet.community.url.rstrip("/") + f"/lettres/{sheet.issue.slug}/"
    return sheet.email.html.replace(f'src="{base}', 'src="')
