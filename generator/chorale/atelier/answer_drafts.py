"""Draft of a meeting, an article or a request made of an answer to a form, without a word that tells who answered."""

from collections.abc import Iterator, Mapping

from chorale.atelier import creation, drafts
from chorale.atelier.creation import Wishes
from chorale.atelier.desk import Desk, Writer
from chorale.content.form_model import Becomes, Form
from chorale.content.kinds import KINDS
from chorale.content.model import Community
from chorale.content.writing.file_text import Writing, opened
from chorale.content.writing.trees import Tree, put
from chorale.service.fields import Value

CITY = ("ville", "city", "lieu")
"""What a question about the city is named."""


def wishes(form: Form, content: Mapping[str, Value]) -> Wishes:
    """Return what an answer already says of what is asked for a new file: a title, a city."""
    city = next((str(content[name]) for name in CITY if content.get(name)), "")
    plain = (one for one in form.fields if one.kind == "text" and not one.autocomplete)
    title = next((str(content[one.name]) for one in plain if content.get(one.name)), "")
    return {"city": city, "title": title}


def begin(
    desk: Desk, worker: Writer, form: Form, content: Mapping[str, Value], asked: Wishes
) -> str:
    """Begin the draft and return its path; one already begun stays as it is. Raises Unmakeable."""
    becomes: Becomes = form.becomes or "article"
    kind = next(one for one in KINDS if one.name == becomes)
    path, text = creation.made(desk, kind, asked)
    writing = _told(form, content, opened(path, text), desk.project().community)
    draft = drafts.begun(worker.key, path, text, writing, desk.clock())
    with desk.store.write("atelier") as connection:
        if drafts.find(connection, worker.key, path) is None:
            drafts.keep(connection, draft)
    return path


def _told(
    form: Form, content: Mapping[str, Value], model: Writing, community: Community
) -> Writing:
    """Return a model with the audiences, the partner and the long texts of an answer; names and addresses stay out."""
    data = model.data
    for asked in form.fields:
        given = content.get(asked.name)
        if asked.from_audiences and given:
            chosen = (
                [given]
                if isinstance(given, str)
                else list(given)
                if isinstance(given, (list, tuple))
                else []
            )
            known: list[Tree] = [str(one) for one in chosen if str(one) in community.audiences]
            data = put(data, ("audiences",), known)
        elif asked.autocomplete == "organization" and given and form.becomes == "meeting":
            data = put(data, ("partners",), [str(given)])
    if form.becomes == "meeting":
        data = put(data, ("draft",), "true")
    if form.becomes == "collected":
        data = put(data, ("origin",), f"Formulaire « {form.title} »")
    said = "\n\n".join(_paragraphs(form, content))
    return Writing(data=data, body=f"\n{said}\n" if said else model.body)


def _paragraphs(form: Form, content: Mapping[str, Value]) -> Iterator[str]:
    given = [one for one in form.fields if one.kind == "paragraph" and content.get(one.name)]
    for asked in given:
        if (
            form.becomes != "collected" or len(given) > 1
        ):  # « Le besoin » heads the page of a request
            yield f"**{asked.label}**"
        yield str(content[asked.name]).replace("\r\n", "\n").strip()
