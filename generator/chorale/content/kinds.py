"""The kinds of content."""

from collections.abc import Mapping

from chorale.content.form_model import Form
from chorale.content.model import Article, Community, Issue, Meeting, Page, Webinar
from chorale.ipm.model import Arbitration, Ballot, ChangeRequest, Collection, Cycle, Group, SealKey

KINDS: Mapping[str, type] = {
    "community": Community,
    "issue": Issue,
    "article": Article,
    "webinar": Webinar,
    "meeting": Meeting,
    "page": Page,
    "form": Form,
    "groups": Group,
    "cycle": Cycle,
    "requests": ChangeRequest,
    "ballot": Ballot,
    "arbitration": Arbitration,
    "keys": SealKey,
    "collection": Collection,
}
LISTS = ("groups", "requests", "keys")
