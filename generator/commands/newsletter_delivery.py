"""chorale newsletter send: the approved letter reaches each subscriber once, whatever interrupts it."""

import fcntl
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from generator.commands.issues import approvals_of, opened
from generator.commands.operation import prepared
from generator.commands.project import project_option, say, today_option
from generator.content.model import Community, Issue
from generator.service import instants
from generator.service.access import seals
from generator.service.delivery import deliveries, mail_log, sending
from generator.service.delivery.deliveries import Delivery, Plan
from generator.service.delivery.lines import header, lines
from generator.service.instants import instant, spoken, system_clock
from generator.service.public import subscription_pages, tickets
from generator.service.settings import Settings
from generator.service.store import Store

NAMES = ("message_id", "unsubscribe_url", "preferences_url")
_TO = b"%%recipient%%"  # an address may hold an « & », which a link may not


@dataclass(frozen=True, kw_only=True)
class Post:
    """Everything a delivery needs, opened once."""

    community: Community
    issue: Issue
    settings: Settings
    store: Store
    secret: str
    digest: str
    copy: sending.Copy


def template(community: Community, issue: Issue, base: str, secret: str) -> sending.Copy:
    """Encode an issue once; return what makes each recipient's copy, with links of their own."""
    from generator.outputs.email import email, message, personal

    built = message.build(community, issue, email.compose(community, issue), message.Envelope(community.sender.address))
    head, blank, body = built.partition(b"\r\n\r\n")
    head = re.sub(rb"(?m)^To: [^\r\n]*", b"To: " + _TO, head)
    head = re.sub(rb"(?m)^Message-ID:\s+<[^\r\n]*>", b"Message-ID: <%%message_id%%>", head)
    cut = personal.compiled(head + blank + body, NAMES)

    def copy(address: str, subscription: str, message_id: str) -> bytes:
        links = {
            "unsubscribe_url": base + subscription_pages.leave_path(secret, subscription),
            "preferences_url": base + subscription_pages.own_path(secret, subscription),
        }
        made = cut.copy({"message_id": message_id.strip("<>"), **links})
        return made.replace(_TO, header(address), 1)

    return copy


def _post(project: Path, today: date, slug: str) -> Post:
    """Open the database and fabricate the issue."""
    from generator.outputs.review import email_files, email_sheet

    _, community, issue = opened(project, today, slug)
    settings, store = prepared(project)
    secret = seals.service_secret(settings.key_file)
    digest = email_files.digest(email_sheet.sheet(community, issue))
    copy = template(community, issue, settings.base_url, secret)
    return Post(
        community=community, issue=issue, settings=settings, store=store, secret=secret, digest=digest, copy=copy
    )


def _require_approval(post: Post, project: Path) -> None:
    from generator.outputs.review import approval

    if not approval.standing(approvals_of(project, post.issue), post.digest):
        slug = post.issue.slug
        raise click.ClickException(
            f"ce message n'est pas approuvé : le relire, puis « chorale newsletter approve {slug} --by … »"
        )


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Let one sending run at a time on this machine: a second one would take the first for dead."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    with (settings.folder / "envoi.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException("un envoi est déjà en cours sur cette machine") from None
        yield


@click.command("send", help="Envoyer un numéro approuvé à ses abonnés ; une reprise n'écrit à personne deux fois.")
@click.argument("slug", metavar="NUMÉRO")
@click.option(
    "--test", "tests", multiple=True, metavar="ADRESSE", help="N'envoyer qu'à cette adresse, sans rien noter."
)
@click.option("--dry-run", is_flag=True, help="Dire à combien, sans rien envoyer.")
@click.option("--topic", default="", metavar="PUBLIC", help="Seulement les abonnés de ce sujet.")
@click.option("--at", "moment", metavar="« AAAA-MM-JJ HH:MM »", help="Prévoir l'envoi ; « --due » le fera partir.")
@click.option("--due", is_flag=True, help="N'envoyer que si l'heure prévue est passée (pour une minuterie).")
@click.option("--connections", default=4, show_default=True, type=click.IntRange(1, 16), help="Connexions au serveur.")
@click.option(
    "--pace", default=0, metavar="N", type=click.IntRange(0), help="Messages par minute et par domaine, au plus."
)
@click.option("--log", "logs", multiple=True, type=click.Path(exists=True, path_type=Path), help="Journal de Postfix.")
@project_option
@today_option
def send(  # noqa: PLR0913, PLR0917 - one parameter for each option
    slug: str,
    tests: tuple[str, ...],
    dry_run: bool,
    topic: str,
    moment: str | None,
    due: bool,
    connections: int,
    pace: int,
    logs: tuple[Path, ...],
    project: Path,
    today: date,
) -> None:
    """Send an issue, once to each."""
    post = _post(project, today, slug)
    if topic and topic not in post.community.audiences:
        raise click.UsageError(f"sujet inconnu « {topic} » ; attendu : {', '.join(post.community.audiences)}")
    if tests:
        _try(post, tests)
        return
    plan = Plan(issue=slug, digest=post.digest, topic=topic)
    if dry_run:
        _announce(post, plan)
        return
    _require_approval(post, project)
    with _alone(post.settings):
        found = _planned(post, plan, moment)
        if moment or (due and instant(found.due_at) > system_clock()):
            say(f"{slug} partira le {spoken(instant(found.due_at), post.community.timezone)}", style="green")
            return
        _resume(post, found, logs)
        _send(post, found, plan, sending.Pace(pace), connections)


def _try(post: Post, addresses: tuple[str, ...]) -> None:
    domain = post.community.sender.address.rpartition("@")[2]
    with lines(post.settings, f"{post.issue.slug}-essai")() as line:
        for address in addresses:
            name = tickets.new_id()
            data = post.copy(address, name, f"<essai.{name}@{domain}>")
            line.hand(post.community.sender.address, address, data, name)
    say(f"essai envoyé à {', '.join(addresses)} ; rien n'est noté", style="green")


def _announce(post: Post, plan: Plan) -> None:
    with post.store.read() as connection:
        people = deliveries.recipients(connection, post.secret, plan)
    where = "le serveur SMTP" if post.settings.smtp_url else f"des fichiers dans {post.settings.mail_folder}"
    say(f"{post.issue.slug} : {len(people)} destinataires, par {where} ; rien n'est envoyé")


def _planned(post: Post, plan: Plan, moment: str | None) -> Delivery:
    zone = ZoneInfo(post.community.timezone)
    try:
        when = datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=zone) if moment else system_clock()
    except ValueError:
        raise click.UsageError("--at : « AAAA-MM-JJ HH:MM » attendu") from None
    with post.store.write(deliveries.LOCK) as connection:
        return deliveries.plan(connection, plan, when)


def _resume(post: Post, found: Delivery, logs: tuple[Path, ...]) -> None:
    """Settle what an interrupted sending left in doubt, before anything else is sent."""
    with post.store.read() as connection:
        doubts = deliveries.uncertain(connection, found.id)
    if not doubts:
        return
    if post.settings.smtp_url and not logs:
        raise click.ClickException(
            f"{len(doubts)} envois interrompus : seul le serveur sait s'ils sont partis. Relancer avec "
            "« --log /var/log/mail.log » (le journal doit couvrir l'interruption)"
        )
    known = mail_log.accepted(mail_log.read(logs)) if post.settings.smtp_url else set()
    done, left = deliveries.reconcile(post.store, found.id, known.__contains__, system_clock())
    say(f"Reprise : {done} étaient partis, {left} sont à envoyer")


def _send(post: Post, found: Delivery, plan: Plan, pace: sending.Pace, connections: int) -> None:
    with post.store.write(deliveries.LOCK) as connection:
        people = deliveries.recipients(connection, post.secret, plan)
        domain = post.community.sender.address.rpartition("@")[2]
        deliveries.start(connection, found, people, domain, system_clock())
    with post.store.read() as connection:
        before = deliveries.counts(connection, found.id)
    with _shown(before.get("queued", 0)) as told:
        how = sending.Round(
            sender=post.community.sender.address,
            copy=post.copy,
            line=lines(post.settings, post.issue.slug),
            told=told,
            lines=connections,
            pace=pace,
        )
        sending.send(post.store, found.id, how, system_clock)
    _conclude(post, found)


def _conclude(post: Post, found: Delivery) -> None:
    over = deliveries.finish(post.store, found.id, instants.system_clock())
    with post.store.read() as connection:
        after = deliveries.counts(connection, found.id)
    words = {"sent": "envoyés", "refused": "refusés", "queued": "à reprendre", "claimed": "incertains"}
    said = ", ".join(f"{after[state]} {word}" for state, word in words.items() if after.get(state))
    say(f"{post.issue.slug} : {said or 'personne à servir'}", style="green" if over else "yellow")
    if not over:
        raise click.ClickException("envoi incomplet : relancer la même commande")


@contextmanager
def _shown(total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar with rate and remaining time on a terminal."""
    columns = (TextColumn("Envoi"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("envoi", total=total)
        yield lambda count: progress.update(task, advance=count)


class _Rate(ProgressColumn):
    """Messages a second, and the hour at which all will be sent."""

    def render(self, task: Task) -> Text:
        """Return the words."""
        if not task.speed or task.time_remaining is None:
            return Text("")
        end = datetime.now().astimezone() + timedelta(seconds=task.time_remaining)
        return Text(f"{task.speed:.0f}/s, fin vers {end:%H:%M:%S}")


COMMANDS = (send,)
