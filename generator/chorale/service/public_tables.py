"""Tables of the public forms: answers, registrations, subscriptions, deliveries."""

from sqlalchemy import Table, UniqueConstraint

from chorale.service.tables import metadata, text, whole

answer = Table(
    "answer",
    metadata,
    text("id", key=True),
    text("form"),
    text("sending", unique=True),
    text("definition"),
    text("email_key"),
    text("content"),
    text("received_at"),
)
"""An answer to a form: content is JSON by question, definition the SHA-256 of the form that was shown."""

answer_state = Table(
    "answer_state",
    metadata,
    text("answer", key=True, refers="answer.id"),
    text("state"),
    text("person"),
    text("changed_at"),
    text("path", empty=True),
)
"""Where the team stands with an answer, since when and who said so; path is the draft that was made of it."""

sent_message = Table(
    "sent_message",
    metadata,
    text("id", key=True),
    text("sitting", empty=True),
    text("answer", empty=True, refers="answer.id"),
    text("person"),
    text("sent_at"),
    text("audience"),
    text("people"),
    text("mark"),
    text("subject"),
    text("body"),
)
"""What the team wrote to registrants or to the author of an answer; people is JSON of ids, never a name."""

sitting = Table(
    "sitting",
    metadata,
    text("key", key=True),
    text("start_at"),
    text("end_at"),
    text("status"),
    text("place"),
    whole("sequence"),
    text("told_at"),
    whole("last_number"),
    text("title", empty=True),
    text("joining", empty=True),
    whole("least"),
)
"""A session as people were told of it; sequence grows at each change, last_number gives the order of sign-ups.

A title or an address to join that is null was told before they were kept. least is the first sequence of a new sign-up,
above those that were erased: what calendars know of an address never goes back.
"""

registration = Table(
    "registration",
    metadata,
    text("id", key=True),
    text("sitting"),
    text("email_key"),
    text("email"),
    text("name"),
    text("details"),
    text("definition"),
    text("state"),
    whole("held"),
    whole("number"),
    whole("sequence"),
    text("expires_at", empty=True),
    text("asked_at"),
    text("confirmed_at", empty=True),
    text("day_told", empty=True),
    text("hour_told", empty=True),
    whole("attended"),
    text("proposed", empty=True),
    text("refused_at", empty=True),
    UniqueConstraint("sitting", "email_key"),
)
"""A place asked for: pending, waiting, offered, confirmed, refused, cancelled or expired.

held is 1 when it takes a seat; proposed is JSON of what a known address said anew, until it is confirmed by the link.
refused_at stays when a refused person asks again.
"""

party = Table(
    "party",
    metadata,
    text("id", key=True),
    text("sitting"),
    text("email_key"),
    text("email"),
    text("asked_at"),
    text("expires_at"),
    text("confirmed_at", empty=True),
)
"""Several people signed up at once by the address that this names; they are written to once it is confirmed."""

party_member = Table(
    "party_member",
    metadata,
    text("party", key=True),
    text("email_key", key=True),
    whole("rank"),
    text("email"),
    text("name"),
    text("registration"),
)
"""One person of a party; registration is empty when the address was already known to the session on its own account."""

kept_count = Table(
    "kept_count",
    metadata,
    text("sitting", key=True),
    text("state", key=True),
    whole("people"),
)
"""How many sign-ups of a session were in each state when they were erased, « attended » beside them."""

subscription = Table(
    "subscription",
    metadata,
    text("id", key=True),
    text("email_key", unique=True),
    text("email"),
    text("topics"),
    text("state"),
    text("source"),
    text("consent"),
    text("asked_at"),
    text("expires_at", empty=True),
    text("confirmed_at", empty=True),
    text("ended_at", empty=True),
    whole("bounces"),
    text("bounced_at", empty=True),
    text("proposed", empty=True),
)
"""An address that receives the newsletter: pending, active or ended; consent is the text that was accepted.

proposed are the topics that an active subscriber asked for again, until they are confirmed by the link.
"""

personal_link = Table(
    "personal_link",
    metadata,
    text("id", key=True),
    text("email"),
    text("email_key"),
    text("expires_at"),
    text("wanted", empty=True),
)
"""A link that shows, to whoever reads the mails of an address, all that is kept under it.

Where wanted is written, the link went to that address instead, and makes it replace the other.
"""

suppression = Table("suppression", metadata, text("digest", key=True), text("reason"), text("at"))
"""Addresses never to be written to again, as keyed digests: they stay known after erasure without being kept."""

returned = Table("returned", metadata, text("digest", key=True), text("at"))
"""Mails that came back and were counted, as keyed digests: reading the same folder again counts nothing twice."""

delivery = Table(
    "delivery",
    metadata,
    text("id", key=True),
    text("issue"),
    text("digest"),
    text("topic"),
    text("state"),
    text("due_at"),
    text("started_at", empty=True),
    text("finished_at", empty=True),
    whole("total"),
    text("not_after", empty=True),
)
"""An issue handed to its subscribers: planned, running or finished; digest is that of the approved message.

After not_after, it does not leave, nor go on, unless somebody says so again.
"""

dispatch = Table(
    "dispatch",
    metadata,
    text("delivery", key=True),
    text("subscription", key=True),
    whole("rank"),
    text("email"),
    text("message_id"),
    text("state"),
    text("worker"),
    whole("attempts"),
    text("not_before", empty=True),
    text("settled_at", empty=True),
    text("answer"),
)
"""One recipient of a delivery: queued, claimed, sent, refused, abandoned; a finished delivery has no address left."""

pace = Table("pace", metadata, text("domain", key=True), whole("next_ms"))
"""When the next message may leave to a domain, in milliseconds, for senders that share a database and keep a pace."""
