"""Model of the community's content: one frozen dataclass for each kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

from chorale.content.form_model import Form
from chorale.content.site_settings import SiteSettings
from chorale.ipm.model import GIVEN, UNNAMED, Cycle, Governance, Group
from chorale.overrides import TemplateFolders

Day = date  # a field named date hides the type from those after it
Status = Literal["confirmed", "cancelled", "moved"]
ArticleKind = Literal[
    "actualite", "pas-a-pas", "bonne-pratique", "temoignage", "enquete", "vu-sur-le-web"
]
Registration = Annotated[str, "Adresse https, ou « interne » pour l'inscription par ce site."]
LONGEST_MEETING = 31
"""Days."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """Anything with a page: path is from the project's root, slug is the file's name, body is Markdown."""

    path: str = field(metadata=GIVEN)
    slug: str = field(metadata=GIVEN)
    title: Annotated[str, "Titre affiché."]
    body: str = field(default="", metadata=GIVEN)


@dataclass(frozen=True, kw_only=True)
class Link:
    """An address with the words that carry it."""

    url: Annotated[str, "Adresse https, ou chemin d'une page du site."]
    label: Annotated[str, "Texte du lien, compréhensible hors contexte."]


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture beside its article; alt is what it shows, in words."""

    src: Annotated[str, "Fichier image : photo, capture d'écran ou dessin."]
    alt: Annotated[str, "Ce que montre l'image, pour qui ne la voit pas."]


@dataclass(frozen=True, kw_only=True)
class Article(Item):
    """One article of a newsletter issue."""

    issue: str = field(metadata=GIVEN)
    kind: Annotated[ArticleKind, "Genre de l'article : décide de sa mise en page."]
    audiences: Annotated[tuple[str, ...], "Publics concernés (clés de community.yml)."] = ()
    summary: Annotated[str, "Une phrase, pour le sommaire et les listes."]
    image: Image | None = None
    link: Annotated[Link | None, "Lien d'action : questionnaire, guide, page source."] = None
    closes: Annotated[date | None, "Dernier jour pour répondre (enquête)."] = None


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whole days, both ends included."""

    from_: Annotated[date, "Premier jour."]
    to: Annotated[date, "Dernier jour."]


@dataclass(frozen=True, kw_only=True)
class EditoSection:
    """The committee's words at the top of an issue."""

    edito: Annotated[str, "Texte en Markdown."]


@dataclass(frozen=True, kw_only=True)
class ArticleSection:
    """An article of the same folder."""

    article: Annotated[str, "Nom de l'article, sans « .md »."]


@dataclass(frozen=True, kw_only=True)
class MeetingsSection:
    """The meetings of a period."""

    meetings: Period


@dataclass(frozen=True, kw_only=True)
class WebinarsSection:
    """The webinar sessions of a period, grouped by audience."""

    webinars: Period


@dataclass(frozen=True, kw_only=True)
class CycleSection:
    """Where a cycle of the IPM stands."""

    ipm: Annotated[str, "Nom du dossier du cycle, par exemple cycle-5."]


@dataclass(frozen=True, kw_only=True)
class ReadingsSection:
    """Pages worth reading."""

    readings: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class TextSection:
    """Free words between two blocks."""

    text: Annotated[str, "Texte en Markdown."]


Section = (
    EditoSection
    | ArticleSection
    | MeetingsSection
    | WebinarsSection
    | CycleSection
    | ReadingsSection
    | TextSection
)


@dataclass(frozen=True, kw_only=True)
class Issue(Item):
    """One number of the newsletter; its articles stand in the same folder."""

    date: Annotated[date, "Date de parution."]
    preheader: Annotated[str, "Phrase montrée par la messagerie après l'objet (40 à 110 signes)."]
    sections: Annotated[tuple[Section, ...], "Ordre du message et de la page."]
    subject: Annotated[str, "Objet du message (le titre par défaut, 60 signes au plus)."] = ""
    draft: Annotated[bool, "Vrai tant que le numéro n'est montré qu'en aperçu."] = False
    articles: tuple[Article, ...] = field(default=(), metadata=GIVEN)
    pictures: Mapping[str, bytes] = field(default_factory=dict, metadata=GIVEN)
    picture_names: Mapping[str, str] = field(default_factory=dict, metadata=GIVEN)


@dataclass(frozen=True, kw_only=True)
class Session:
    """One sitting of a webinar; start is aware of its time zone."""

    start: Annotated[datetime, "Jour et heure locale, par exemple 2018-12-06 10:00."]
    duration: Annotated[timedelta, "Durée, par exemple 1h ou 1h30."]
    registration: Registration | None = None
    capacity: Annotated[int | None, "Nombre de places (inscription interne)."] = None
    join: Annotated[
        str | None,
        "Adresse https de la réunion, donnée aux seuls inscrits (inscription interne).",
    ] = None
    status: Annotated[Status, "confirmed, cancelled ou moved."] = "confirmed"
    moved_from: Annotated[datetime | None, "Ancien début d'une séance déplacée."] = None
    note: Annotated[str, "Raison d'une annulation ou d'un déplacement."] = ""
    replay: Annotated[str | None, "Adresse https de l'enregistrement."] = None

    @property
    def end(self) -> datetime:
        """Return the instant when the session is over: elapsed time, even across a clock change."""
        return (self.start.astimezone(UTC) + self.duration).astimezone(self.start.tzinfo)


@dataclass(frozen=True, kw_only=True)
class Webinar(Item):
    """A subject taught online, with its sessions; the body is the programme."""

    audiences: Annotated[tuple[str, ...], "Publics concernés (clés de community.yml)."] = ()
    sessions: tuple[Session, ...]
    summary: Annotated[str, "Une phrase, pour les listes et les agendas."] = ""
    speakers: Annotated[tuple[str, ...], "Intervenants, par fonction ou organisme."] = ()
    documents: tuple[Link, ...] = ()
    illustrative: Annotated[bool, "Vrai pour des données d'illustration."] = False


@dataclass(frozen=True, kw_only=True)
class Meeting(Item):
    """People who meet in a place; the body is the programme."""

    date: Annotated[date, "Jour de la rencontre."]
    city: Annotated[str, "Ville."]
    start: Annotated[time | None, "Heure de début (14:00), si elle est connue."] = None
    end: Annotated[time | None, "Heure de fin, si elle est connue ; celle du dernier jour."] = None
    until: Annotated[Day | None, "Dernier jour, pour une rencontre de plusieurs jours."] = None
    place: Annotated[str, "Nom du lieu."] = ""
    address: Annotated[str, "Adresse postale du lieu."] = ""
    coordinates: Annotated[str, "Latitude et longitude du lieu, par exemple 48.3904, -4.4861."] = ""
    online: Annotated[str | None, "Adresse https pour suivre aussi la rencontre à distance."] = None
    partners: Annotated[tuple[str, ...], "Organismes partenaires."] = ()
    contact: Annotated[str | None, "Adresse https de l'organisateur."] = None
    audiences: Annotated[tuple[str, ...], "Publics concernés (clés de community.yml)."] = ()
    summary: Annotated[str, "Une phrase, pour les listes et les agendas."] = ""
    status: Annotated[Status, "confirmed, cancelled ou moved."] = "confirmed"
    moved_from: Annotated[Day | None, "Ancienne date d'une rencontre déplacée."] = None
    note: Annotated[str, "Raison d'une annulation ou d'un déplacement."] = ""
    documents: tuple[Link, ...] = ()
    illustrative: Annotated[bool, "Vrai pour des données d'illustration."] = False


@dataclass(frozen=True, kw_only=True)
class Page(Item):
    """A hand-written page of the documentation site."""

    title: Annotated[str, "Titre affiché."] = ""
    description: Annotated[str, "Une phrase, pour les moteurs de recherche et les listes."] = ""
    audiences: Annotated[tuple[str, ...], "Publics concernés (clés de community.yml)."] = ()
    hide: Annotated[tuple[str, ...], "Parties masquées par le thème : navigation, toc."] = ()
    template: Annotated[str, "Gabarit du thème."] = ""
    cover: Annotated[Image | None, "Image qui accompagne la page dans les listes."] = None


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who signs the newsletter."""

    name: Annotated[str, "Nom affiché de l'expéditeur."]
    address: Annotated[str, "Adresse électronique de l'expéditeur."]
    identity: Annotated[str, "Identité légale, en pied de message."]


@dataclass(frozen=True, kw_only=True)
class SupportChannel:
    """A way to be helped, and when it answers."""

    name: Annotated[str, "Nom du canal."]
    hours: Annotated[str, "Heures d'ouverture, en mots."]
    description: Annotated[str, "Ce qu'on y trouve."]
    url: Annotated[str | None, "Adresse https."] = None


@dataclass(frozen=True, kw_only=True)
class Door:
    """A way in from the home page: what people say of themselves, and what they find."""

    audience: Annotated[str, "Public auquel mène la porte (clé de community.yml)."]
    title: Annotated[str, "Ce que ce public dit de lui-même, par exemple « Je garde un phare »."]
    text: Annotated[str, "Ce qu'il trouve derrière la porte, en une phrase."]


@dataclass(frozen=True, kw_only=True)
class SearchExample:
    """Words typed in haste, and the title that the search finds all the same."""

    typed: Annotated[str, "Mots tapés sans accents, par exemple reunion."]
    found: Annotated[str, "Ce que la recherche trouve pourtant, par exemple les réunions."]


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What the history of a file says: its last change (UTC), and how often a date, a place or a state changed."""

    at: datetime
    times: int = 0


@dataclass(frozen=True, kw_only=True)
class Community:
    """Everything that is known, sorted, as of today."""

    name: Annotated[str, "Nom de la communauté."]
    url: Annotated[str, "Adresse https du site publié, avec « / » final."]
    timezone: Annotated[str, "Fuseau horaire des dates (Europe/Paris)."]
    audiences: Annotated[Mapping[str, str], "Clé : nom affiché de chaque public."]
    sender: Sender
    description: Annotated[str, "Une phrase sur la communauté."] = ""
    support: tuple[SupportChannel, ...] = ()
    doors: Annotated[
        tuple[Door, ...], "Portes de la page d'accueil (par défaut, une par public)."
    ] = ()
    search_example: Annotated[
        SearchExample | None, "Exemple montré sous le champ de recherche."
    ] = None
    governance: Annotated[Governance, "L'instance qui fixe les priorités, et qui signe."] = UNNAMED
    country: Annotated[str, "Pays de la communauté, pour les données ouvertes."] = "France"
    calendar_domain: Annotated[
        str,
        "Domaine des identifiants de calendrier ; à écrire avec l'ancien nom si l'adresse du site change.",
    ] = ""
    replay_days: Annotated[
        int | None, "Jours après lesquels un enregistrement manquant est signalé."
    ] = None
    today: date = field(metadata=GIVEN)
    issues: tuple[Issue, ...] = field(default=(), metadata=GIVEN)
    webinars: tuple[Webinar, ...] = field(default=(), metadata=GIVEN)
    meetings: tuple[Meeting, ...] = field(default=(), metadata=GIVEN)
    groups: tuple[Group, ...] = field(default=(), metadata=GIVEN)
    cycles: tuple[Cycle, ...] = field(default=(), metadata=GIVEN)
    pages: tuple[Page, ...] = field(default=(), metadata=GIVEN)
    forms: tuple[Form, ...] = field(default=(), metadata=GIVEN)
    history: Mapping[str, Changed] = field(default_factory=dict, metadata=GIVEN)
    templates: TemplateFolders = field(default=TemplateFolders(), metadata=GIVEN)
    site: SiteSettings = field(default=SiteSettings(), metadata=GIVEN)
