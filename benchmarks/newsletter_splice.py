"""Personalised copies: joining the pieces of an encoded message, against building each with the standard library."""

from collections.abc import Iterator

from benchmarks.newsletter_render import community
from benchmarks.ratio import Measure, compare, cpu
from chorale.newsletter.email import compose
from chorale.newsletter.email import message as email_message
from chorale.service.delivery import mail_merge

COPIES = 20_000
BUILT = 20
NAMES = ("recipient", "unsubscribe_url", "preferences_url")


def measure() -> Iterator[Measure]:
    """The ratio is per copy: 20,000 joined, 20 built."""
    known = community()
    issue = known.issues[-1]
    sent = compose.compose(known, issue)
    template = mail_merge.compiled(
        email_message.build(known, issue, sent, email_message.CopyAddress("%%recipient%%")),
        NAMES,
    )

    def joined() -> None:
        for rank in range(COPIES):
            url = f"https://essai.example/d/{rank:x}"
            template.copy(
                {
                    "recipient": f"r{rank}@essai.example",
                    "unsubscribe_url": url,
                    "preferences_url": url,
                }
            )

    def built() -> None:
        for rank in range(BUILT):
            email_message.build(
                known,
                issue,
                sent,
                email_message.CopyAddress(f"r{rank}@essai.example", str(rank)),
            )

    whole = compare(
        "personalised copy / built with email.message", cpu(joined), cpu(built), rounds=3
    )
    yield Measure(name=whole.name, ours=whole.ours / COPIES, peer=whole.peer / BUILT, limit=1 / 500)
