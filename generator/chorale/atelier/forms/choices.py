"""What a field may be chosen from: publics, articles, cycles, themes, requests, pages; found in the content itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from chorale.content import addresses
from chorale.content.kinds import with_pages
from chorale.content.model import Community
from chorale.content.writing.trees import Tree
from chorale.ipm.model import Cycle

Choices = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Where a form stands: the community as it is saved, and the path of the file that is edited."""

    community: Community
    path: str

    @property
    def cycle(self) -> Cycle | None:
        """Return the cycle whose folder holds the file."""
        folder = str(PurePosixPath(self.path).parent) + "/"
        return next(
            (one for one in self.community.cycles if folder.startswith(_folder(one.path))), None
        )


def _folder(path: str) -> str:
    return str(PurePosixPath(path).parent) + "/"


def audiences(around: Surroundings) -> Choices:
    """Return the publics of the community."""
    return around.community.audiences


def articles(around: Surroundings) -> Choices:
    """Return the articles of the same issue."""
    folder = _folder(around.path)
    return {
        article.slug: article.title
        for issue in around.community.issues
        for article in issue.articles
        if article.path.startswith(folder)
    }


def cycles(around: Surroundings) -> Choices:
    """Return the cycles by their folders."""
    return {cycle.slug: f"Cycle {cycle.number}" for cycle in around.community.cycles}


def themes(around: Surroundings) -> Choices:
    """Return the themes of the cycle."""
    return around.cycle.themes if around.cycle else {}


def requests(around: Surroundings) -> Choices:
    """Return the requests of the cycle."""
    found = around.cycle.requests if around.cycle else ()
    return {one.reference: f"{one.reference} : {one.title}" for one in found}


def groups(around: Surroundings) -> Choices:
    """Return the groups that answer."""
    return {group.key: group.name for group in around.community.groups}


def surveys(around: Surroundings) -> Choices:
    """Return the forms that take answers."""
    return {form.slug: form.title for form in around.community.forms if form.serves == "answers"}


def pages(around: Surroundings) -> Choices:
    """Return every page of the site by the path that a link writes."""
    return {
        addresses.page(item): item.title
        for item in with_pages(around.community)
        if hasattr(item, "title")
    }


def yes_or_no(around: Surroundings, whole: Tree, name: str) -> Choices:
    """Return the answers to a question that what stands above also answers, and what that is."""
    said = {"true": "oui", "false": "non"}
    usual = _usual(around, whole, name)
    return {"": f"comme d’habitude ({said.get(usual, usual)})", **said}


def _usual(around: Surroundings, whole: Tree, name: str) -> str:
    """Return what the file says for all its dates, else what the community says."""
    prefix, _, key = name.rpartition(".")
    told = whole if isinstance(whole, dict) and prefix.startswith("sessions.") else {}
    shared = told.get("defaults", told)
    own = shared.get(key) if isinstance(shared, dict) else None
    if isinstance(own, str) and own:
        return own
    return "true" if getattr(around.community.sign_ups, key) else "false"


CHOICES: Mapping[str, Callable[[Surroundings], Choices]] = {
    "audience": audiences,
    "audiences": audiences,
    "article": articles,
    "ipm": cycles,
    "theme": themes,
    "requires": requests,
    "excludes": requests,
    "retained": requests,
    "indispensable": requests,
    "group": groups,
    "satisfaction": surveys,
}
"""The keys whose text or texts are chosen in the content, in whatever class they stand."""
