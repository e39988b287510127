"""Pages of a deposit: check, deposit, receipt, and the exact file that the receipt covers."""

import secrets

from sqlalchemy import Connection
from starlette.responses import Response

from chorale.service.fields import Messages
from chorale.service.http_errors import malformed, unknown_page
from chorale.service.questionnaire import deposits, drafts, receipts
from chorale.service.questionnaire import emails as questionnaire_emails
from chorale.service.questionnaire.definition import Written, as_form, check_proposal, points_of
from chorale.service.questionnaire.deposits import DepositAttempt, Receipt
from chorale.service.questionnaire.drafts import Draft
from chorale.service.questionnaire.group_context import (
    BASE,
    REFERENT,
    SHOWN_GROUP,
    GroupContext,
    cycle_routes,
    open_group_context,
)
from chorale.service.questionnaire.group_pages import preview
from chorale.service.questionnaire.receipts import pem
from chorale.service.questionnaire.schedule import refuse_unless_open
from chorale.service.web.page_rendering import page
from chorale.service.web.request import ServiceRequest, ServiceRoute, see_other


def verification(request: ServiceRequest) -> Response:
    """Show the saved draft as it would be deposited, and everything that still forbids it."""
    with request.service.store.read() as connection:
        here = open_group_context(request, connection)
        found = drafts.group_draft(connection, here.cycle.slug, here.group.key, here.secret)
    text, errors = check_proposal(here.asked, as_form(found.text), whole=True)
    return _verification_page(here, found, text, errors)


def send(request: ServiceRequest) -> Response:
    """Deposit the version of the draft that the referent has just checked; twice the same sending is one deposit."""
    person, key = request.here.person, request.one("envoi")
    if strangers := sorted(request.form.keys() - {"envoi", "version", SHOWN_GROUP}):
        raise malformed(f"Champ inconnu « {strangers[0][:40]} » : rien n'a été déposé.")
    if not key.isascii() or not 16 <= len(key) <= 64:
        raise malformed("L'envoi n'a pas son numéro : revenez à la page de vérification.")
    with request.service.store.write(
        f"journal:{person.scope}", f"group:{person.scope}:{person.group}"
    ) as connection:
        here = open_group_context(request, connection)
        found = drafts.group_draft(connection, person.scope, person.group, here.secret)
        again = deposits.known(connection, person.scope, person.group, "web", key)
        if again is not None:
            return see_other(f"{here.base}/accuses/{again.number}")
        state = refuse_unless_open(here.planned, request.now)
        text, errors = check_proposal(here.asked, as_form(found.text), whole=True)
        if errors or request.one("version") != str(found.version):
            return _verification_page(here, found, text, errors, changed=not errors)
        answer = deposits.mark_of(text, here.secret)
        counted = deposits.counting(connection, person.scope).get(person.group)
        if counted and counted.answer == answer:
            return see_other(f"{here.base}/accuses/{counted.number}?deja=1")
        sending = DepositAttempt(
            group=person.group,
            text=text,
            key=key,
            channel="web",
            received=request.now,
            late=state == "late",
            answer=answer,
        )
        given = receipts.accept_deposit(
            request.service, connection, here.asked, sending, request.now
        )
    request.service.worker.bell.set()
    return see_other(f"{here.base}/accuses/{given.number}")


def receipt(request: ServiceRequest) -> Response:
    """Show a receipt of one's own group."""
    with request.service.store.read() as connection:
        here, given = _own(request, connection)
        counted = deposits.counting(connection, given.scope)[given.group]
    return page(
        request,
        "receipt.html",
        context=here,
        given=given,
        counted=counted,
        again=request.query.get("deja") == "1",
        timing=questionnaire_emails.timing(
            given, here.planned.closes, request.service.community.timezone
        ),
        ballot=questionnaire_emails.ballot_file(given),
        limit=questionnaire_emails.LIMIT,
    )


def signed_receipt(request: ServiceRequest) -> Response:
    """Give a receipt of one's own group as the signed file that anyone can check offline."""
    with request.service.store.read() as connection:
        _, given = _own(request, connection)
    name = questionnaire_emails.receipt_file(given)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    text = receipts.signer(request.service).signed(given)
    return Response(text.encode(), media_type="text/plain", headers=headers)


def public_key(request: ServiceRequest) -> Response:
    """Give the public key of the receipts to anyone, for openssl."""
    text = pem(receipts.signer(request.service).public)
    return Response(text.encode(), media_type="application/x-pem-file")


def to_verification(request: ServiceRequest) -> Response:
    """Lead whoever comes back to the address of a refused deposit to the page where one checks and deposits."""
    return see_other(f"{BASE.replace('{cycle}', request.parameters['cycle'])}/verification")


def _own(request: ServiceRequest, connection: Connection) -> tuple[GroupContext, Receipt]:
    here = open_group_context(request, connection)
    own = deposits.receipts(connection, here.cycle.slug, here.group.key)
    given = next((item for item in own if str(item.number) == request.parameters["number"]), None)
    if given is None:
        raise unknown_page()
    return here, given


def _verification_page(
    context: GroupContext,
    found: Draft,
    text: Written,
    errors: Messages,
    *,
    changed: bool = False,
) -> Response:
    points = points_of(text)
    bought, amount, left = preview(context, text)
    return page(
        context.request,
        "verification.html",
        status=409 if changed else 200 if context.request.method == "GET" else 422,
        context=context,
        found=found,
        text=text,
        errors=errors,
        changed=changed,
        points=points,
        ranked=sorted(context.asked.offered, key=lambda item: -points.get(item.reference, 0)),
        bought=bought,
        amount=amount,
        left=left,
        envoi=secrets.token_urlsafe(24),
        labels={field.name: field.label for field in context.asked.proposal_fields},
    )


ROUTES = (
    *cycle_routes("/verification", ("GET", verification)),
    *cycle_routes("/depot", ("GET", to_verification)),
    *cycle_routes("/depot", ("POST", send), roles=REFERENT),
    *cycle_routes("/accuses/{number}", ("GET", receipt)),
    *cycle_routes("/accuses/{number}/accuse", ("GET", signed_receipt)),
    ServiceRoute(path="/participer/cle-des-accuses.pem", handler=public_key),
)
