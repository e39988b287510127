"""Model of the community's content: one frozen dataclass for each kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from chorale.content.accessibility_model import AccessibilityStatement
from chorale.content.collected import CollectedRequest
from chorale.content.event_model import CalendarDay, Meeting, Webinar
from chorale.content.form_model import DataProtection, Form, SignUpRules
from chorale.content.item_model import Image, Item, Link, PublishedPage
from chorale.content.mail_texts import MailText
from chorale.content.published_events import Published
from chorale.content.site_settings import SiteSettings
from chorale.ipm.model import GIVEN, UNNAMED, Cycle, Governance, Group
from chorale.overrides import TemplateFolders

ArticleKind = Literal[
    "actualite", "pas-a-pas", "bonne-pratique", "temoignage", "enquete", "vu-sur-le-web"
]
Show = Literal["whole", "excerpt"]
IssueState = Literal["draft", "ready", "online", "sent"]


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
    show: Annotated[
        Show | None,
        "Dans le message, l'article en entier ou son début ; par défaut, selon le genre.",
    ] = None
    aliases: Annotated[
        tuple[str, ...], "Anciennes adresses, qui mènent ici : documentation/ancien-nom."
    ] = ()


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

    def state(self, today: CalendarDay, *, sent: bool = False) -> IssueState:
        """Return where it stands on a day; that it was sent, only the service knows.

        The pages of a letter that is ready are published, but no list leads there before its day: its email, made
        in advance, must find them.
        """
        if self.draft:
            return "draft"
        if self.date > today:
            return "ready"
        return "sent" if sent else "online"


@dataclass(frozen=True, kw_only=True)
class Page(Item):
    """A hand-written page of the documentation site."""

    title: Annotated[str, "Titre affiché."] = ""
    description: Annotated[str, "Une phrase, pour les moteurs de recherche et les listes."] = ""
    audiences: Annotated[tuple[str, ...], "Publics concernés (clés de community.yml)."] = ()
    hide: Annotated[tuple[str, ...], "Parties masquées par le thème : navigation, toc."] = ()
    template: Annotated[str, "Gabarit du thème."] = ""
    cover: Annotated[Image | None, "Image qui accompagne la page dans les listes."] = None
    order: Annotated[
        int | None, "Rang dans le menu : 10, 20… (par défaut, après celles qui en ont un)."
    ] = None
    contents: Annotated[bool, "Vrai pour que la page donne la liste de celles de son dossier."] = (
        False
    )
    aliases: Annotated[
        tuple[str, ...], "Anciennes adresses, qui mènent ici : documentation/ancien-nom."
    ] = ()


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
class ChosenAnswer:
    """A page that stands first for some queries, whatever their words count elsewhere."""

    queries: Annotated[
        tuple[str, ...], "Ce que tapent les lecteurs, par exemple [mot de passe oublié, mdp]."
    ]
    page: Annotated[
        str,
        "La page qui répond, par son chemin depuis la racine du site : aide/index.md, ou aide/index.md#agent.",
    ]


@dataclass(frozen=True, kw_only=True)
class SearchSettings:
    """What editors teach the search: content/search.yml."""

    synonyms: Annotated[
        tuple[tuple[str, ...], ...],
        "Groupes de mots ou d'expressions qui se valent : [webinaire, formation].",
    ] = ()
    answers: Annotated[tuple[ChosenAnswer, ...], "Les réponses choisies."] = ()


@dataclass(frozen=True, kw_only=True)
class SearchQuery:
    """A query of real readers, and the pages of which one must come first."""

    query: Annotated[str, "Les mots, tels que les lecteurs les tapent, fautes comprises."]
    pages: Annotated[
        tuple[str, ...], "Les pages attendues, dont une au moins doit venir en premier."
    ]


@dataclass(frozen=True, kw_only=True, eq=False)
class Community:
    """Everything that is known, sorted, as of today; each is its own, so that what follows from it is computed once."""

    name: Annotated[str, "Nom de la communauté."]
    url: Annotated[str, "Adresse https du site publié, avec « / » final."]
    timezone: Annotated[str, "Fuseau horaire des dates (Europe/Paris)."]
    audiences: Annotated[Mapping[str, str], "Clé : nom affiché de chaque public."]
    sender: Sender
    description: Annotated[str, "Une phrase sur la communauté."] = ""
    support: Annotated[
        tuple[SupportChannel, ...], "Qui aide, et quand : au bas de la page d'accueil."
    ] = ()
    doors: Annotated[
        tuple[Door, ...], "Portes de la page d'accueil (par défaut, une par public)."
    ] = ()
    search_example: Annotated[
        SearchExample | None, "Exemple montré sous le champ de recherche."
    ] = None
    abbreviations: Annotated[
        Mapping[str, str], "Sigle : ce qu'il veut dire, montré partout où une page l'écrit."
    ] = field(default_factory=dict)
    governance: Annotated[Governance, "L'instance qui fixe les priorités, et qui signe."] = UNNAMED
    country: Annotated[str, "Pays de la communauté, pour les données ouvertes."] = "France"
    data_protection: Annotated[
        DataProtection | None, "Ce que chaque formulaire dit des données personnelles."
    ] = None
    calendar_domain: Annotated[
        str,
        "Domaine des identifiants de calendrier ; à écrire avec l'ancien nom si l'adresse du site change.",
    ] = ""
    replay_days: Annotated[
        int | None, "Jours après lesquels un enregistrement manquant est signalé."
    ] = None
    sign_ups: Annotated[SignUpRules, "Règles des inscriptions à tous les rendez-vous."] = (
        SignUpRules()
    )
    approvals: Annotated[int, "Personnes qui approuvent une lettre avant qu'elle parte."] = 1
    today: date = field(metadata=GIVEN)
    issues: tuple[Issue, ...] = field(default=(), metadata=GIVEN)
    webinars: tuple[Webinar, ...] = field(default=(), metadata=GIVEN)
    meetings: tuple[Meeting, ...] = field(default=(), metadata=GIVEN)
    groups: tuple[Group, ...] = field(default=(), metadata=GIVEN)
    cycles: tuple[Cycle, ...] = field(default=(), metadata=GIVEN)
    collected: tuple[CollectedRequest, ...] = field(default=(), metadata=GIVEN)
    pages: tuple[Page, ...] = field(default=(), metadata=GIVEN)
    forms: tuple[Form, ...] = field(default=(), metadata=GIVEN)
    mails: tuple[MailText, ...] = field(default=(), metadata=GIVEN)
    accessibility: AccessibilityStatement | None = field(default=None, metadata=GIVEN)
    search: SearchSettings | None = field(default=None, metadata=GIVEN)
    search_queries: tuple[SearchQuery, ...] = field(default=(), metadata=GIVEN)
    register: tuple[Published, ...] = field(default=(), metadata=GIVEN)
    published_pages: tuple[PublishedPage, ...] = field(default=(), metadata=GIVEN)
    templates: TemplateFolders = field(default=TemplateFolders(), metadata=GIVEN)
    site: SiteSettings = field(default=SiteSettings(), metadata=GIVEN)

    @property
    def letters(self) -> tuple[Issue, ...]:
        """Return the issues that readers are led to, oldest first: no draft, none of a day to come."""
        return tuple(one for one in self.issues if one.state(self.today) == "online")
