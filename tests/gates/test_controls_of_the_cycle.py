"""Each control is switched off, one at a time: the test that stands for it must fail."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

import jinja2
import pytest
from places import PARIS
from small_cycle import KEYS, Circle, deposit, make_circle, save
from tests.journeys import test_escaping, test_silence
from tests.service import test_app_defence as test_defence
from tests.service.accounts import test_people as test_access
from tests.service.operation import test_collection_retention as test_retention
from tests.service.questionnaire import test_deposits as test_answers
from tests.service.questionnaire import test_membership as test_members
from tests.service.questionnaire import test_opening as test_trust
from tests.service.questionnaire import test_receipts as test_signatures
from tests.service.questionnaire import test_schedule as test_deadline
from tests.service.questionnaire import test_secretariat
from tests.service.questionnaire import test_terms as test_bound
from tests.service.questionnaire.spreadsheets import test_read_answers as test_spreadsheets
from tests.service.web import test_security as test_browsers

from chorale.service import fields, journal, logs
from chorale.service.accounts import encryption, people
from chorale.service.app import run_jobs
from chorale.service.operation import collection
from chorale.service.questionnaire import (
    deposits,
    drafts,
    group_keys,
    membership,
    opening,
    receipts,
    roster,
    schedule,
    secretariat,
    sign_in_pages,
    terms,
)
from chorale.service.questionnaire import emails as questionnaire_emails
from chorale.service.questionnaire.spreadsheets import sheet_code
from chorale.service.tables import access
from chorale.service.web import dispatch, form_reading, security
from chorale.service.web.security import Limits
from chorale.text import csv_files, templates

Patch = Callable[[pytest.MonkeyPatch], None]


def off(owner: Any, name: str, value: Any) -> Patch:
    return lambda patch: patch.setattr(owner, name, value)


def _anyone(connection, condition):
    row = connection.execute(access.select().where(condition)).first()
    return people.person_of(row) if row else None


def _unchecked_content(connection, receipt, secret):
    return encryption.unseal(deposits.sealed_content(connection, receipt.id), secret)


def _unescaped(looks, part):
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(looks.folders(part)),
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(ENVIRONMENT(looks, part).filters)
    return made


ENVIRONMENT = templates.environment


def _lax(response, value):
    response.set_cookie(people.COOKIE, value, secure=True, httponly=False, samesite="lax", path="/")
    return response


def _all_receipts(connection, scope, group=None):
    return RECEIPTS(connection, scope)


RECEIPTS = deposits.receipts


def _permissive(asked, form, known=()):
    return CHECK_ALL(
        asked,
        {name: values for name, values in form.items() if name in {field.name for field in asked}},
    )


CHECK_ALL = fields.check_all


def _state(extra: timedelta) -> Callable[[Any, datetime], str]:
    return lambda self, now: STATE(self, now + extra)


STATE = schedule.Schedule.state


def _random_key(*arguments):
    letter = REMINDER(*arguments)
    return type(letter)(**{**letter.__dict__, "key": letter.key + str(random.random())})


REMINDER = questionnaire_emails.reminder


def _revoked_opens(patch: pytest.MonkeyPatch) -> None:
    """Switch off both doors that a revoked link meets: the row, and the journal that no longer names it."""
    patch.setattr(people, "_one", _anyone)
    patch.setattr(roster, "named", lambda *_: True)


def _plain_seals(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(encryption, "seal", lambda content, _recipients: "clair:" + content)
    patch.setattr(encryption, "unseal", lambda sealed, _secret: sealed.removeprefix("clair:"))


def _told_and_looked_for(circle: Circle) -> None:
    save(circle.enter("snp-referent"), {"commentaire-DE-01": test_silence.CANARY})
    test_silence.nothing_on_disk(circle)


def _script_shown(circle: Circle) -> None:
    test_escaping.test_a_stored_script_is_text_on_every_page_of_the_group_and_in_its_mails(
        test_escaping.with_script(circle)
    )


def _signed_then(check: Callable[[Circle], object]) -> Callable[[Circle], None]:
    def signed(circle: Circle) -> None:
        deposit(circle.enter("snp-referent"))
        check(circle)

    return signed


def _any_cycle(visit, way):
    if way.roles is None:
        return visit
    if visit.login is None or visit.login.person.role not in way.roles:
        raise dispatch.no_login()
    return visit


def _first_line(request, _service):
    return request.headers.get("x-forwarded-for", request.client.host)


CONTENT = deposits.content


def _always_open(patch: pytest.MonkeyPatch) -> None:
    from chorale.service.questionnaire import opening

    class Past:
        ends = datetime(2000, 1, 1, tzinfo=PARIS)

    patch.setattr(opening, "schedule", lambda *_: Past)


def _unlimited(patch: pytest.MonkeyPatch) -> None:
    async def whole(request, _limit):
        return await request.body()

    patch.setattr(form_reading, "_body", whole)
    patch.setattr(form_reading, "FIELDS_MOST", 10**9)


def _sealed_to_the_group(patch: pytest.MonkeyPatch) -> None:
    def three(content: str, recipients: Any) -> str:
        return SEAL(content, [*recipients, *GROUP])

    def own(connection: Any, scope: str, group: str) -> str | None:
        found = RECIPIENT_OF(connection, scope, group)
        GROUP[:] = [found] if found else []
        return found

    patch.setattr(drafts, "recipient_of", own)
    patch.setattr(deposits.encryption, "seal", three)


GROUP: list[str] = []
SEAL, RECIPIENT_OF = encryption.seal, group_keys.recipient_of


class FileDates:
    """The dates that a cycle's file says, whatever the journal binds."""

    def __init__(self, cycle: Any) -> None:
        self.ends = cycle.milestones.closes


def bound(circle: Circle) -> Circle:
    """Have the journal bind the terms, as the service does at the opening; other services get folders beside."""
    run_jobs(circle.place.service)
    return circle


def named(circle: Circle) -> Circle:
    """Have the journal name the people, as the first save does."""
    save(circle.enter("snp-referent"))
    return circle


CROSS = {"sec-fetch-site": "cross-site"}
CLOSES = datetime(2026, 12, 11, 18, 0, tzinfo=PARIS)
MUTANTS: dict[str, tuple[Patch, Callable[[Circle], object]]] = {
    "one secret for all": (off(encryption, "new_secret", lambda: KEYS[0]), lambda _: test_access.test_a_link_holds_256_random_bits_and_a_thousand_links_differ()),
    "cookie read by scripts": (off(sign_in_pages, "with_cookie", _lax), test_access.test_the_cookie_is_bound_to_this_host_and_invisible_to_scripts),
    "leaving leaves the session open": (off(people, "leave", lambda *_: None), test_access.test_each_entry_has_a_new_session_and_the_old_one_dies_after_leaving),
    "no idle limit": (off(people, "IDLE", timedelta(days=9)), test_access.test_a_session_ends_after_an_hour_idle_or_eight_hours_and_the_text_typed_stays_in_the_page),
    "no total limit": (off(people, "TOTAL", timedelta(days=9)), test_access.test_a_session_ends_after_an_hour_idle_or_eight_hours_and_the_text_typed_stays_in_the_page),
    "a revoked link still opens": (_revoked_opens, test_access.test_revoking_a_link_closes_its_sessions_at_the_next_request),
    "no limit of attempts": (off(Limits, "take", lambda *_: 0), test_access.test_the_eleventh_wrong_code_from_one_address_waits_and_others_still_enter),
    "no session asked": (off(dispatch, "_admitted", lambda visit, _way: visit), test_access.test_a_member_cannot_deposit),
    "receipts of every group": (off(deposits, "receipts", _all_receipts), test_access.test_a_group_never_obtains_another_groups_draft_receipt_or_ballot),
    "forms from anywhere": (off(form_reading, "guard", lambda *_: None), partial(test_browsers.test_a_post_from_anywhere_else_is_refused, headers=CROSS)),
    "any content type": (off(form_reading, "guard", lambda *_: None), partial(test_browsers.test_only_the_two_form_types_are_read, kind="application/json")),
    "no security headers": (off(security, "HEADERS", {}), test_browsers.test_every_answer_forbids_scripts_from_elsewhere_framing_sniffing_and_keeping),
    "no escaping": (off(templates, "environment", cache(_unescaped)), _script_shown),
    "no limit of size": (_unlimited, test_browsers.test_a_body_too_large_or_with_too_many_parts_is_refused_and_nothing_is_kept),
    "unknown fields ignored": (
        lambda patch: [patch.setattr(owner, "check_all", _permissive) for owner in (fields, __import__("chorale.service.questionnaire.definition", fromlist=["x"]))],
        partial(test_answers.test_an_unknown_field_or_request_is_refused_not_ignored, stranger="points-DE-99"),
    ),
    "last writer wins": (off(drafts, "meet", lambda current, _base, _sent: current), test_answers.test_the_second_of_two_editors_is_told_what_differs_and_nothing_is_overwritten),
    "no idempotency": (off(deposits, "known", lambda *_: None), test_answers.test_the_same_sending_twice_or_eight_times_at_once_is_one_deposit),
    "receipt to one only": (
        off(people, "of_scope", lambda *arguments: OF_SCOPE(*arguments)[:1]),
        test_answers.test_the_receipt_goes_to_every_registered_member_of_the_group,
    ),
    "opens a second late": (off(schedule.Schedule, "state", _state(timedelta(seconds=-1))), partial(test_deadline.test_each_boundary_holds_to_the_second, server_zone=None, when=CLOSES, status=303, late=True)),
    "closes a second early": (off(schedule.Schedule, "state", _state(timedelta(seconds=1))), partial(test_deadline.test_each_boundary_holds_to_the_second, server_zone=None, when=CLOSES - timedelta(seconds=1), status=303, late=False)),
    "nothing sealed": (_plain_seals, _told_and_looked_for),
    "opened before the close": (_always_open, test_trust.test_the_opening_is_refused_before_the_close_and_its_tolerance),
    "fingerprint not compared": (
        lambda patch: [patch.setattr(deposits, "content", _unchecked_content), patch.setattr("chorale.service.questionnaire.opening.disagreements", lambda *_: [])],
        test_trust.test_a_deposit_that_does_not_match_its_fingerprint_is_told_and_does_not_hold_the_others,
    ),
    "no salt": (off(deposits, "new_salt", lambda: "0" * 32), test_answers.test_identical_answers_have_different_fingerprints),
    "chain not checked": (off(journal, "faults", lambda _chain: []), partial(test_trust.test_changing_deleting_or_inserting_any_row_is_detected_and_located, **dict(zip(("change", "told"), test_trust.CHANGES[1], strict=True)))),
    "deposits not compared": (off(deposits, "disagreements", lambda *_: []), partial(test_trust.test_changing_deleting_or_inserting_any_row_is_detected_and_located, **dict(zip(("change", "told"), test_trust.CHANGES[7], strict=True)))),
    "receipts not looked up": (off(receipts, "digest_fault", lambda *_: ""), test_trust.test_a_chain_rewritten_whole_is_contradicted_by_any_receipt),
    "any journal continues any": (off(journal, "continues", lambda *_: True), test_trust.test_a_later_journal_may_only_add_entries_to_the_one_that_was_kept),
    "reminders repeated": (off(questionnaire_emails, "reminder", _random_key), test_secretariat.test_a_reminder_goes_exactly_to_the_groups_without_deposit_once_per_milestone),
    "a link opens every cycle": (
        off(dispatch, "_admitted", _any_cycle),
        lambda circle: test_access.test_a_link_of_one_cycle_opens_nothing_in_another(circle.place.folder / "autre"),
    ),
    "cells of a CSV as they are": (
        off(csv_files, "harmless", lambda cell: cell),
        lambda _: test_escaping.test_every_csv_that_we_write_prefixes_a_formula_headings_included("=1+1"),
    ),
    "what was entered last counts": (
        off(deposits, "counting", lambda connection, scope: {item.group: item for item in RECEIPTS(connection, scope)}),
        test_defence.test_a_file_entered_later_but_received_before_does_not_replace_what_was_received_after,
    ),
    "files enter after the opening": (
        off(journal, "tells", lambda *_: False),
        test_defence.test_after_the_opening_no_file_enters_even_with_an_arrival_before_the_close,
    ),
    "never bound at the opening": (
        off(terms, "bind", lambda *_: None),
        lambda circle: test_retention.test_the_questionnaire_is_frozen_at_its_opening_before_anyone_answers(circle.place.folder / "x"),
    ),
    "a changed questionnaire is taken": (
        off(terms, "unannounced", lambda *_: None),
        lambda circle: test_retention.test_a_deposit_is_refused_too_when_the_files_changed_after_the_draft(circle.place.folder / "x"),
    ),
    "a silent change is not told": (
        off(terms, "unannounced", lambda *_: None),
        lambda circle: test_bound.test_whatever_the_opening_binds_a_silent_change_stops_the_answers_and_is_told(bound(circle), "a bound of a cost"),
    ),
    "the file's own close opens": (
        off(opening, "schedule", lambda cycle, _: FileDates(cycle)),
        lambda circle: test_bound.test_a_close_moved_earlier_opens_nothing_before_the_one_that_was_promised(bound(circle)),
    ),
    "any amendment is taken": (
        off(terms, "unamendable", lambda *_: []),
        lambda circle: test_bound.test_what_would_break_a_promise_is_refused_even_announced(bound(circle), "both keys"),
    ),
    "an amendment is told to nobody": (
        off(secretariat.roster, "members", lambda *_: []),
        lambda circle: test_bound.test_a_typo_in_a_request_is_mended_by_an_announced_amendment(bound(circle)),
    ),
    "rows of the database are believed": (
        off(roster, "named", lambda *_: True),
        lambda circle: test_members.test_a_row_slipped_into_the_database_gives_nothing_and_status_tells_it(named(circle)),
    ),
    "people changed in the database are believed": (
        off(roster, "named", lambda *_: True),
        lambda circle: test_members.test_a_person_changed_in_the_database_is_shut_out_at_once_and_status_tells_it(named(circle), {"role": "referent"}),
    ),
    "anyone accepts": (
        off(group_keys.GroupPeople, "accepting", lambda *_: True),
        lambda circle: test_members.test_a_newcomer_reads_nothing_until_a_referent_accepts_them_in_their_page(named(circle)),
    ),
    "receipts to newcomers too": (
        off(receipts.group_keys, "holders", lambda _connection, among: among),
        lambda circle: test_members.test_the_receipt_says_nothing_to_a_newcomer_whom_nobody_has_accepted(named(circle)),
    ),
    "the group is told of nobody": (
        off(membership._Act, "_write", lambda *_, **__: None),
        lambda circle: test_members.test_the_group_is_told_of_each_person_added_accepted_and_removed_and_the_journal_names_nobody(named(circle)),
    ),
    "sealed to the group too": (_sealed_to_the_group, test_answers.test_a_deposit_opens_with_the_two_keys_and_with_nothing_that_the_group_holds),
    "the same answer is another": (off(deposits, "mark_of", lambda *_: str(random.random())), test_answers.test_the_same_answer_sent_again_from_a_fresh_page_makes_no_second_deposit_and_no_mail),
    "ballots written again": (off(deposits, "content", lambda *arguments: CONTENT(*arguments).replace(": ", ":  ")), test_trust.test_sha256sum_of_the_published_file_is_the_fingerprint_of_the_receipt),
    "signatures not checked": (off(receipts, "_by", lambda *_: True), _signed_then(test_signatures.test_one_changed_byte_makes_the_signature_false)),
    "any key will do": (off(receipts, "publics", lambda _: [KEYS[0]]), _signed_then(test_signatures.test_verify_says_what_a_forged_or_foreign_receipt_is)),
    "logs kept for ever": (off(logs, "forget", lambda *_: 0), test_retention.test_logs_older_than_twelve_months_are_erased_and_nothing_else),
    "purged too early": (
        off(collection, "_over", lambda *_: True),
        lambda circle: test_retention.test_the_months_of_cycle_yml_count_from_the_end_of_the_tolerance_to_the_second(
            test_retention.kept_three(circle.place.folder / "x")
        ),
    ),
    "the visitor's own X-Forwarded-For is believed": (off(dispatch, "address_of", _first_line), test_defence.test_the_last_line_is_the_proxys_own_even_when_the_visitor_wrote_one_before),
    "codes of sheets not compared": (off(sheet_code.signed_links, "same", lambda *_: True), partial(test_spreadsheets.test_a_harmful_edit_is_reported_where_it_is, name="the code altered")),
}  # fmt: skip
OF_SCOPE = people.of_scope


def test_at_least_twenty_four_controls_are_switched_off():
    assert len(MUTANTS) >= 24


@pytest.mark.parametrize("name", MUTANTS)
def test_a_control_switched_off_is_noticed_by_a_check_that_passes_while_it_is_on(
    name, tmp_path, monkeypatch
):
    mutate, check = MUTANTS[name]
    check(make_circle(tmp_path / "on"))
    circle = make_circle(tmp_path / "off")
    mutate(monkeypatch)
    with pytest.raises((Exception, pytest.fail.Exception)):
        check(circle)
    monkeypatch.undo()
