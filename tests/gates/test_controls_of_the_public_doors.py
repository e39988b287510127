"""Each control of the public doors is switched off, one at a time: the test that stands for it must fail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from places import Place, make_place
from small_public import FILES
from sqlalchemy import select
from tests.service.forms import test_answers as test_forms
from tests.service.operation import test_management_pages as test_management
from tests.service.operation import test_personal_data
from tests.service.registrations import test_pages as test_registrations
from tests.service.subscriptions import test_pages as test_subscriptions

from chorale.service import signed_links
from chorale.service.forms import answers, spam_guard
from chorale.service.operation import personal_data
from chorale.service.public_tables import registration
from chorale.service.registrations import capacity
from chorale.service.registrations import emails as registration_emails
from chorale.service.registrations import records as registration_records
from chorale.service.subscriptions import records as subscription_records
from chorale.service.web import form_reading
from chorale.service.web.security import Limits
from chorale.text import csv_files

LONG = timedelta(days=9)
WORDS, INVITATION = registration_emails._words, registration_emails.invitation


def _newest(connection, room):
    waiting = (registration.c.sitting == room.key) & (registration.c.state == "waiting")
    return connection.execute(
        select(registration).where(waiting).order_by(registration.c.number.desc())
    ).first()


def _named(desk, entry, said):
    return replace(WORDS(desk, entry, said), name=entry.name)


def _stuck(community, event, guest, edition):
    return INVITATION(community, event, guest, replace(edition, sequence=0))


def _as_operator(check):
    return lambda place: check(place, test_management.entered(place))


sign, subscribe = test_registrations, test_subscriptions
MUTANTS: dict[str, tuple[Any, str, Any, Callable[[Place], object]]] = {
    "no limit of sendings": (Limits, "take_all", lambda *_: 0, sign.test_too_many_sign_ups_from_one_place_wait),
    "no limit per address": (spam_guard, "PER_ADDRESS", replace(spam_guard.PER_ADDRESS, count=1000), sign.test_an_address_is_not_buried_under_letters_known_or_not),
    "forms from anywhere": (form_reading, "guard", lambda *_: None, partial(test_forms.test_a_form_sent_from_elsewhere_is_refused, headers={"sec-fetch-site": "cross-site"})),
    "seals not compared": (signed_links.TimestampSigner, "verify_signature", lambda *_: True, test_forms.test_the_page_is_sealed_for_its_own_form_only),
    "cells that run": (csv_files, "harmless", str, _as_operator(test_management.test_a_cell_that_a_spreadsheet_would_run_is_text)),
    "no idempotency": (answers, "keep", lambda connection, form, given, now: KEEP(connection, form, replace(given, key=str(now) + str(id(given))), now), test_forms.test_the_same_page_sent_twice_counts_once),
    "links of a subscription never die": (subscription_records, "CONFIRM_WITHIN", LONG, subscribe.test_the_link_dies_after_two_days),
    "known addresses are told nothing": (registration_emails, "again", lambda *_: None, sign.test_a_known_address_gets_the_same_page_and_a_letter_of_its_own),
    "who left is forgotten": (subscription_records, "suppress", lambda *_: None, subscribe.test_who_left_is_remembered_without_their_address_and_may_come_back),
    "answers are never erased": (answers, "purge", lambda *_: 0, test_personal_data.test_each_form_keeps_what_it_said_and_the_run_is_journalled),
    "unconfirmed sign-ups stay": (personal_data, "UNCONFIRMED", LONG, test_personal_data.test_what_was_never_confirmed_goes_after_two_days),
    "counts go with the names": (capacity, "keep_counts", lambda *_: None, test_personal_data.test_the_counts_of_a_session_outlive_its_names),
    "hurried pages pass": (spam_guard, "LEAST", timedelta(0), partial(sign.test_a_page_sent_at_once_or_too_late_is_shown_again_with_what_was_typed, wait=1)),
    "old pages pass": (spam_guard, "MOST", LONG, partial(sign.test_a_page_sent_at_once_or_too_late_is_shown_again_with_what_was_typed, wait=3 * 3600)),
    "robots pass": (spam_guard, "HONEYPOT", "autre", sign.test_a_robot_that_fills_the_hidden_field_is_thanked_and_forgotten),
    "a stranger's words are sent": (registration_emails, "_words", _named, sign.TestLetters().test_a_stranger_cannot_have_their_words_sent_to_someone),
    "seats are held for days": (capacity, "SEAT_HELD", LONG, sign.test_a_seat_that_is_not_confirmed_in_two_hours_is_free_again),
    "offers stand for days": (capacity, "OFFER_STANDS", LONG, sign.test_an_offer_that_is_not_taken_in_time_goes_to_the_next),
    "the last come is served first": (capacity, "next_waiting", _newest, sign.test_a_freed_seat_is_offered_to_who_waited_longest_and_to_nobody_else),
    "freed seats are offered to nobody": (registration_records, "offer_free_seats", lambda _here: None, sign.test_a_freed_seat_is_offered_to_who_waited_longest_and_to_nobody_else),
    "the sequence stands still": (registration_emails, "invitation", _stuck, sign.test_whoever_left_may_come_back_at_the_end_of_the_line),
}  # fmt: skip
KEEP = answers.keep


@pytest.mark.parametrize("name", MUTANTS)
def test_a_public_control_switched_off_is_noticed(name, tmp_path, monkeypatch):
    owner, attribute, value, check = MUTANTS[name]
    place = make_place(tmp_path, files=FILES)
    monkeypatch.setattr(owner, attribute, value)
    with pytest.raises(
        (AssertionError, ValueError)
    ):  # ValueError: the row that the test looks for is not there
        check(place)
    monkeypatch.undo()
    place.service.store.close()
