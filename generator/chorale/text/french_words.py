"""The French of what Markdown extensions write by themselves: titles of notices, keys, captions, notes, tasks."""

from xml.etree.ElementTree import Element

from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

NOTICES = {
    "abstract": "Résumé",
    "attention": "Attention",
    "bug": "Anomalie",
    "caution": "Attention",
    "check": "À vérifier",
    "danger": "Danger",
    "error": "Erreur",
    "example": "Exemple",
    "fail": "Échec",
    "failure": "Échec",
    "faq": "Question",
    "help": "Aide",
    "hint": "Astuce",
    "important": "Important",
    "info": "Information",
    "missing": "Manquant",
    "note": "Remarque",
    "question": "Question",
    "quote": "Citation",
    "seealso": "À voir aussi",
    "success": "Réussi",
    "summary": "Résumé",
    "tip": "Astuce",
    "tldr": "En bref",
    "todo": "À faire",
    "warning": "Attention",
}
"""What a notice is called when its author gives no title."""
KINDS = (
    "note", "abstract", "info", "tip", "success", "question", "warning", "failure", "danger", "bug", "example", "quote",
)  # fmt: skip
"""The kinds of admonition that have a look."""
KEYS = {
    "arrow-down": "Flèche bas",
    "arrow-left": "Flèche gauche",
    "arrow-right": "Flèche droite",
    "arrow-up": "Flèche haut",
    "backspace": "Retour arrière",
    "caps-lock": "Verr. Maj",
    "context-menu": "Menu",
    "delete": "Suppr",
    "end": "Fin",
    "enter": "Entrée",
    "escape": "Échap",
    "home": "Origine",
    "insert": "Inser",
    "num-enter": "Entrée (pavé numérique)",
    "num-lock": "Verr. Num",
    "page-down": "Page suivante",
    "page-up": "Page précédente",
    "pause": "Pause",
    "print-screen": "Impr. écran",
    "scroll-lock": "Arrêt défil.",
    "shift": "Maj",
    "space": "Espace",
    "windows": "Windows",
}
CAPTIONS = (
    "caption",
    {"name": "figure-caption", "prefix": "Figure {}."},
    {"name": "table-caption", "prefix": "Tableau {}."},
)
BACK_TO_TEXT = "Revenir à l'appel de la note {}"
TASKS = {
    '<input type="checkbox" disabled checked/>': ("☑", "Fait"),
    '<input type="checkbox" disabled/>': ("☐", "À faire"),
}
"""Boxes that nobody can tick, and the signs that stand in their place, with what these mean."""


class FrenchNotices(Treeprocessor):
    """Name in French the notices that have no title of their own."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for element in root.iter():
            if element.tag in ("div", "details"):
                _name(element)


class FrenchTasks(Postprocessor):
    """Write the boxes of a list of tasks as signs, which need no form."""

    def run(self, text: str) -> str:
        """Change the text once its raw parts are back."""
        for box, (sign, words) in TASKS.items():
            text = text.replace(
                box, f'<span class="task" role="img" aria-label="{words}">{sign}</span>'
            )
        return text


def name_note(link: Element) -> None:
    """Name for ears a link to a note or back to one of its calls: a figure or an arrow says little."""
    match link.get("class"):
        case "footnote-ref":
            link.set("aria-label", f"Note {link.text}")
        case "footnote-backref":
            call = link.get("href", "").partition(":")[0].removeprefix("#fnref")
            again = f", {call}ᵉ appel" if call else ""
            link.set("aria-label", f"{link.get('title', '')}{again}")


def _name(notice: Element) -> None:
    kinds = (notice.get("class") or "").split()
    title = next(iter(notice), None)
    if title is None or not (title.tag == "summary" or title.get("class") == "admonition-title"):
        return
    kind = next((one for one in kinds if one in NOTICES), "")
    if kind and title.text in (kind.capitalize(), " ".join(kinds).capitalize()):
        title.text = NOTICES[kind]
