"""chorale newsletter send: send an approved issue to each subscriber once, whatever interrupts it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from chorale.cli import send_gates, send_options, send_report
from chorale.cli.open_issue import opened
from chorale.cli.options import project_option, say, today_option
from chorale.cli.send_gates import SendContext, lent
from chorale.cli.send_options import SendOptions
from chorale.cli.send_report import shown
from chorale.cli.service_context import errors_in_words, prepared, secret_of
from chorale.french.dates import spoken
from chorale.french.phrases import plural
from chorale.french.suggestions import did_you_mean
from chorale.service.delivery import doubts, hours, sending, smtp
from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.mail_merge import copies
from chorale.service.delivery.pace import shared
from chorale.service.delivery.records import Delivery, DeliveryPlan
from chorale.service.delivery.round import NotRehearsed, SendRound
from chorale.service.delivery.smtp import lines
from chorale.service.store import Lead
from chorale.service.timestamps import instant, system_clock


def _post(project: Path, today: date, slug: str) -> SendContext:
    """Open the database and fabricate the issue."""
    from chorale.newsletter.review import built_email, issue_files

    _, community, issue = opened(project, today, slug)
    settings, store = prepared(project)
    secret = secret_of(settings, store)
    now = system_clock().astimezone(ZoneInfo(community.timezone))
    sheet = built_email.sheet(community, issue)
    return SendContext(
        community=community,
        issue=issue,
        settings=settings,
        store=store,
        secret=secret,
        sheet=sheet,
        project=project,
        digest=issue_files.digest(sheet),
        copy=copies(community, issue, settings.base_url, secret, now),
        clock=system_clock,
    )


@click.command()
@click.argument("slug", metavar="[NUMÉRO]", required=False, default="")
@send_options.options
@project_option
@today_option
def send(slug: str, project: Path, today: date, **given: Any) -> None:
    """Send an issue, once to each; or rehearse, plan, cancel, or send what was planned."""
    asked = SendOptions(**given)
    if clash := send_options.clash(asked):
        raise click.UsageError(clash)
    with errors_in_words():
        if asked.due:
            _send_due(project, today, slug, asked)
            return
        if not slug:
            raise click.UsageError(
                "donner le numéro à envoyer, par exemple « chorale newsletter send 2026-12 »"
            )
        post = _post(project, today, slug)
        if asked.topic and asked.topic not in post.community.audiences:
            advice = did_you_mean(asked.topic, post.community.audiences)
            raise click.UsageError(f"sujet inconnu « {asked.topic} » ; {advice}")
        plan = DeliveryPlan(issue=slug, digest=post.digest, topic=asked.topic)
        if asked.tests:
            _try(post, asked.tests)
        elif asked.dry_run:
            _rehearse(post, plan, asked)
        elif asked.cancel:
            _cancel(post, plan)
        else:
            _plan_or_send(post, plan, asked)


def _plan_or_send(context: SendContext, plan: DeliveryPlan, asked: SendOptions) -> None:
    for gate in send_gates.BEFORE:
        gate(context, plan, asked)
    zone = ZoneInfo(context.community.timezone)
    when = asked.moment.replace(tzinfo=zone) if asked.moment else system_clock()
    with lent(context.settings, context.store) as lead:
        with context.store.write(delivery_records.LOCK) as connection:
            found = delivery_records.plan(connection, plan, when)
            if not asked.moment:
                hours.pause(connection, found.id, paused=False)  # whoever types this has decided
        if not asked.moment:
            _deliver(context, found, plan, asked, lead)
        elif found.state == "planned":
            hour = spoken(instant(found.due_at), context.community.timezone)
            say(
                f"{context.issue.slug} partira le {hour}, par « chorale newsletter send --due »",
                style="green",
            )
        else:
            raise click.ClickException("cet envoi a commencé : relancer sans --at pour le finir")


def _send_due(project: Path, today: date, slug: str, asked: SendOptions) -> None:
    """Send each delivery whose hour has come; without any, say nothing, for a timer asks every few minutes.

    One that cannot leave is told, and the others leave all the same.
    """
    settings, store = prepared(project)
    with store.read() as connection:
        ready = [one for one in hours.due(connection, system_clock()) if slug in ("", one.issue)]
        late = [one for one in hours.overdue(connection, system_clock()) if slug in ("", one.issue)]
    for found in late:
        say(f"{found.issue} : {send_report.too_late(found)}", style="red")
    held = len(late)
    for found in ready:
        try:
            if asked.dry_run:
                _rehearse_planned(project, today, found, asked)
                continue
            with lent(settings, store) as lead:
                _send_planned(project, today, found, asked, lead)
        except click.ClickException as error:
            say(f"{found.issue} : {error.format_message()}", style="red")
            held += 1
        except SystemExit:  # its own content has problems, and they were told
            held += 1
    if held:
        raise SystemExit(1)


def _send_planned(
    project: Path, today: date, found: Delivery, asked: SendOptions, lead: Lead
) -> None:
    post = _post(project, today, found.issue)
    plan = DeliveryPlan(issue=found.issue, digest=post.digest, topic=found.topic)
    for gate in send_gates.DUE:
        gate(post, plan, asked)
    with post.store.write(delivery_records.LOCK) as connection:
        fresh = delivery_records.unfinished(connection, plan)
    if fresh is not None:
        _deliver(post, fresh, plan, asked, lead)


def _cancel(context: SendRound, plan: DeliveryPlan) -> None:
    with context.store.write(delivery_records.LOCK) as connection:
        done = delivery_records.cancel(connection, plan)
    if not done:
        raise click.ClickException(
            "aucun envoi prévu à annuler ; un envoi commencé s'arrête par Ctrl+C"
        )
    say(f"{context.issue.slug} : envoi annulé", style="green")


def _try(context: SendRound, addresses: tuple[str, ...]) -> None:
    try:
        context.rehearse(addresses)
    except NotRehearsed as error:
        raise click.ClickException(f"essai non envoyé : {error}") from None
    say(f"essai envoyé à {', '.join(addresses)} ; rien n'est noté", style="green")


def _rehearse(context: SendContext, plan: DeliveryPlan, asked: SendOptions) -> None:
    if not send_gates.rehearsed(context, plan, asked):
        raise SystemExit(1)


def _rehearse_planned(project: Path, today: date, found: Delivery, asked: SendOptions) -> None:
    post = _post(project, today, found.issue)
    plan = DeliveryPlan(issue=found.issue, digest=post.digest, topic=found.topic)
    _rehearse(post, plan, asked)


def _resume(context: SendRound, found: Delivery, asked: SendOptions) -> None:
    """Say where a sending that goes on stands, and settle what was left in doubt, before anything else is sent."""
    with context.store.read() as connection:
        unknown = doubts.uncertain(context.store, connection, found.id)
        others = doubts.in_hand(context.store, connection, found.id)
        standing = delivery_records.counts(connection, found.id)
    if others:
        say(send_report.SHARED)
    elif standing:
        say(send_report.resumed(standing))
    if not unknown:
        return
    send_gates.no_doubt(context, found, asked)
    known = smtp.accepted(smtp.read(asked.logs)) if context.settings.smtp_url else set()
    believed = {row.message_id for row in unknown} if asked.doubt == "sent" else known
    done, left = doubts.reconcile(context.store, found.id, believed.__contains__, system_clock())
    say(
        f"reprise : {plural(done, 'message était parti', 'messages étaient partis')}, {left} à envoyer"
    )


def _deliver(
    context: SendRound, found: Delivery, plan: DeliveryPlan, asked: SendOptions, lead: Lead
) -> None:
    _resume(context, found, asked)
    waiting = context.enrol(found, plan)
    interrupted, stop = False, threading.Event()

    def advance(many: int) -> None:
        progress.advance(many)
        with context.store.read() as connection:
            if hours.paused(connection, found.id):
                stop.set()

    try:
        with _terminable(), shown(waiting, context.community.timezone) as progress:
            how = sending.SendingPolicy(
                sender=context.sender,
                copy=context.copy,
                line=lines(context.settings, context.issue.slug),
                told=advance,
                trouble=lambda sentence: progress.say(
                    f"Le serveur fait attendre ou refuse : {sentence}"
                ),
                later=lambda moment: progress.say(
                    send_report.put_off(moment, context.community.timezone)
                ),
                retried=not asked.due,
                worker=lead.name,
                held=lead.held,
                lines=asked.connections,
                pace=shared(asked.pace, context.store),
                stop=stop,
            )
            sending.send(context.store, found.id, how, system_clock)
    except KeyboardInterrupt:
        interrupted = True
    _conclude(context, found, lead, interrupted=interrupted)


@contextmanager
def _terminable() -> Iterator[None]:
    """Stop as gently when asked by the system as by a person."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _conclude(context: SendRound, found: Delivery, lead: Lead, *, interrupted: bool) -> None:
    over = context.conclude(found)
    with context.store.read() as connection:
        after = delivery_records.counts(connection, found.id)
        why = delivery_records.refusals(connection, found.id)
        others = doubts.in_hand(context.store, connection, found.id, lead.name)
        paused = hours.paused(connection, found.id)
    for sentence in send_report.reasons(why):
        say(sentence, style="yellow")
    say(
        f"{context.issue.slug} : {send_report.account(after, why)}",
        style="green" if over else "yellow",
    )
    if others and not interrupted:
        say(send_report.left_to_others(context.issue.slug, others))
    elif not over:
        how = "suspendu par l'équipe" if paused else "interrompu" if interrupted else "incomplet"
        raise click.ClickException(f"envoi {how} : relancer la même commande")
