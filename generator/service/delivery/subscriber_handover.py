"""The list handed to another engine: whom the letter may reach, in the shape that the engine imports."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence

from generator.service.public.subscriptions import Subscriber

BREVO_LARGEST = 8_000_000


class TooLarge(ValueError):
    """The engine would not take so many at once; the message is for the operator."""


def listmonk(people: Sequence[Subscriber], lists: tuple[int, ...]) -> str:  # noqa: ARG001 - given with the upload
    """Return the CSV of POST /api/import/subscribers: topics become an attribute, for listmonk's segments."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("email", "name", "attributes"))
    writer.writerows((one.email, "", json.dumps({"sujets": _topics(one)})) for one in people)
    return out.getvalue()


def sympa(people: Sequence[Subscriber], lists: tuple[int, ...]) -> str:  # noqa: ARG001 - the list is chosen on Sympa
    """Return one address a line, as Sympa's page of multiple additions takes them."""
    return "".join(f"{one.email}\n" for one in people)


def brevo(people: Sequence[Subscriber], lists: tuple[int, ...]) -> str:
    """Return the body of POST /v3/contacts/import; raises TooLarge beyond what Brevo advises."""
    addresses = "".join(f"{one.email}\n" for one in people)
    if len(addresses) > BREVO_LARGEST:
        raise TooLarge("plus de 8 Mo d'adresses, que Brevo refuserait : exporter sujet par sujet, avec --topic")
    asked = {"fileBody": f"EMAIL\n{addresses}", "listIds": list(lists)}
    return json.dumps(asked, ensure_ascii=False, indent=1) + "\n"


def _topics(one: Subscriber) -> list[str]:
    return one.topics.split(",") if one.topics else []


ENGINES: Mapping[str, Callable[[Sequence[Subscriber], tuple[int, ...]], str]] = {
    "listmonk": listmonk,
    "sympa": sympa,
    "brevo": brevo,
}
