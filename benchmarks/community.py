"""A community of any size, the same bytes each time: pages, events and issues shaped like the real ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from PIL import Image

TODAY = date(2026, 12, 1)
AUDIENCES = ("fournisseurs", "entites-publiques", "travaux", "raccordement")
KINDS = ("actualite", "pas-a-pas", "bonne-pratique", "vu-sur-le-web")
CITIES = ("Orléans", "Brest", "Lille", "Lyon", "Nantes", "Paris", "Toulouse", "Vichy")
WORDS = (  # one text, cut at its spaces, reads better than sixty quoted words
    "facture mémoire structure service compte statut rejet recyclage pièce jointe marché travaux décompte acompte "
    "validation destinataire fournisseur portail espace onglet bouton formulaire dossier numéro engagement contrôle "
    "message adresse habilitation rattachement gestionnaire tableau suivi dépôt envoi brouillon correction question "
    "réponse guide étape délai paiement montant taxe ligne prestation mission agence réunion calendrier séance"
)
LINKING = "de du la le un une pour avec sans dans vers selon après avant puis et ou"
NOUNS, LINKS = WORDS.split(), LINKING.split()
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
HANDWRITTEN = {
    "documentation/index.md": "Documentation",
    "aide/index.md": "Aide",
    "a-propos/donnees-personnelles.md": "Données personnelles",
}
"""Pages that the program's own pages link to."""
HOME = """url: "https://banc-d-essai.example/"
name: "Communauté du banc d'essai"
description: "Une communauté engendrée, pour mesurer le temps de publication."
timezone: Europe/Paris
audiences:
  fournisseurs: "Fournisseurs"
  entites-publiques: "Entités publiques"
  travaux: "Marchés de travaux"
  raccordement: "Raccordement"
sender:
  name: "Communauté du banc d'essai"
  address: "lettre@banc-d-essai.example"
  identity: "Communauté engendrée pour mesurer le temps de publication."
"""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many files of each kind; an issue counts as one, and each of its articles as one."""

    guides: int
    webinars: int
    meetings: int
    issues: int
    articles: int = 9

    @property
    def pages(self) -> int:
        """Return how many content files, and as many pages, that makes."""
        return self.guides + self.webinars + self.meetings + self.issues * (1 + self.articles)


def write(root: Path, size: Size) -> None:
    """Write a whole project under an empty folder."""
    for path, text in texts(size):
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def illustrate(root: Path, count: int) -> None:
    """Have each of the first guides show a photograph of its own."""
    ground = Image.linear_gradient("L").resize((2000, 1300)).convert("RGB")
    for number, guide in enumerate(
        sorted((root / "site/documentation").rglob("guide-*.md"))[:count]
    ):
        ground.putpixel((0, 0), (number % 256, number // 256, 0))
        ground.save(guide.with_name(f"photo-{number}.jpg"), quality=90)
        with guide.open("a", encoding="utf-8") as end:
            end.write(f"\n![Une vue du portail](photo-{number}.jpg)\n")


def texts(size: Size) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every file."""
    yield "content/community.yml", HOME
    yield (
        "site/images/schema.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>',
    )
    for path, title in HANDWRITTEN.items():
        yield f"site/{path}", f'---\ntitle: "{title}"\n---\n\n{_paragraphs(Random(path), 2)}\n'
    yield from (_guide(number, size.guides) for number in range(size.guides))
    yield from map(_webinar, range(size.webinars))
    yield from map(_meeting, range(size.meetings))
    for number in range(size.issues):
        yield from _issue(number, size.articles)


def _guide(number: int, count: int) -> tuple[str, str]:
    chance = Random(f"guide {number}")
    others = (chance.randrange(count) for _ in range(6))
    links = [
        f"Voir [{_words(chance, 4)}](../{other // 20:03}/guide-{other:05}.md)." for other in others
    ]
    body = "\n\n".join(
        (
            _paragraphs(chance, 2),
            f'!!! note "{_title(chance)}"\n    {_sentence(chance)}',
            f"## {_title(chance)}",
            _table(chance),
            " ".join(links[:3]),
            _steps(chance),
            f"## {_title(chance)}",
            _paragraphs(chance, 2),
            "![Le schéma du traitement](../../images/schema.svg)",
            '```json\n{"statut": "déposée", "montant": "1200.00", "lignes": [1, 2, 3]}\n```',
            f'!!! warning "{_title(chance)}"\n    {_sentence(chance)}',
            " ".join(links[3:]),
            f"### {_title(chance)}",
            _paragraphs(chance, 1),
        )
    )
    head = f'title: "{_title(chance)}"\ndescription: "{_sentence(chance)}"\naudiences: [{_audiences(chance)}]\n'
    return (
        f"site/documentation/{number // 20:03}/guide-{number:05}.md",
        f"---\n{head}---\n\n{body}\n",
    )


def _webinar(number: int) -> tuple[str, str]:
    chance = Random(f"webinar {number}")
    starts = [
        f"{TODAY - timedelta(days=chance.randrange(5, 700))} {hour:02}:30" for hour in (9, 14)
    ]
    starts.append(f"{_coming(number // 9)} {8 + number % 9:02}:30")
    lines = [f"  - {{start: {start}, duration: 1h}}\n" for start in starts]
    head = (
        f'title: "{_title(chance)}"\naudiences: [{_audiences(chance)}]\nsummary: "{_sentence(chance)}"\n'
        f'sessions:\n{"".join(lines)}speakers: ["Équipe d\'accompagnement", "Service support"]\n'
    )
    return f"content/webinars/webinaire-{number:05}.md", f"---\n{head}---\n{_programme(chance)}"


def _meeting(number: int) -> tuple[str, str]:
    chance = Random(f"meeting {number}")
    day = (
        _coming(number // 5)
        if number % 5 == 0
        else TODAY - timedelta(days=chance.randrange(5, 700))
    )
    city = chance.choice(CITIES)
    head = (
        f'title: "Rencontre à {city} : {_words(chance, 3)}"\ndate: {day}\ncity: "{city}"\nstart: 09:30\nend: 12:00\n'
        f'place: "Maison des services publics"\naddress: "4 rue de l\'Exemple, 45000 {city}"\n'
        f'partners: ["Fédération d\'entreprises"]\naudiences: [{_audiences(chance)}]\nsummary: "{_sentence(chance)}"\n'
    )
    return (
        f"content/meetings/{day}-rencontre-{number:05}.md",
        f"---\n{head}---\n{_programme(chance)}",
    )


def _issue(number: int, articles: int) -> Iterator[tuple[str, str]]:
    chance = Random(f"issue {number}")
    months = TODAY.year * 12 + TODAY.month - 2 - number
    first = date(months // 12, months % 12 + 1, 1)
    folder = f"content/newsletters/{first:%Y-%m}"
    sections = "".join(f"  - article: article-{rank:02}\n" for rank in range(articles))
    head = (
        f'title: "Lettre d\'information {number}"\nsubject: "{_words(chance, 3)[:58]}"\ndate: {first}\n'
        f'preheader: "{_sentence(chance)[:80]}"\nsections:\n{sections}'
        f"  - meetings: {{from: {first}, to: {first + timedelta(days=27)}}}\n"
    )
    yield f"{folder}/issue.yml", head
    for rank in range(articles):
        head = (
            f'title: "{_title(chance)}"\nkind: {chance.choice(KINDS)}\naudiences: [{_audiences(chance)}]\n'
            f'summary: "{_sentence(chance)}"\n'
        )
        body = "\n\n".join((_paragraphs(chance, 2), _table(chance), _steps(chance)))
        yield f"{folder}/article-{rank:02}.md", f"---\n{head}---\n{body}\n"


def _programme(chance: Random) -> str:
    return f"{_paragraphs(chance, 1)}\n\n## Au programme\n\n{_steps(chance)}\n"


def _coming(rank: int) -> date:
    """Return a day to come, far from public holidays, so that the check has nothing to say."""
    return date(TODAY.year + 1 + rank // 36, (2, 3, 9, 10)[rank // 9 % 4], 2 + 2 * (rank % 9))


def _words(chance: Random, count: int) -> str:
    pairs = (f"{chance.choice(NOUNS)} {chance.choice(LINKS)}" for _ in range(count))
    return f"{' '.join(pairs)} {chance.choice(NOUNS)}"


def _title(chance: Random) -> str:
    return _words(chance, 3).capitalize()


def _sentence(chance: Random) -> str:
    return _words(chance, chance.randint(5, 8)).capitalize() + "."


def _paragraphs(chance: Random, count: int) -> str:
    return "\n\n".join(
        f"**{_title(chance)}**, " + " ".join(_sentence(chance) for _ in range(4))
        for _ in range(count)
    )


def _steps(chance: Random) -> str:
    return "\n".join(f"{rank}. {_sentence(chance)}" for rank in range(1, 5))


def _table(chance: Random) -> str:
    rows = "\n".join(
        f"| {_words(chance, 1)} | {_words(chance, 2)} | {_title(chance)} |" for _ in range(5)
    )
    return f"| Quoi | Comment | Ensuite |\n|---|---|---|\n{rows}"


def _audiences(chance: Random) -> str:
    return ", ".join(sorted(chance.sample(AUDIENCES, 2)))
