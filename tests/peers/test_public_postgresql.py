"""The public doors over PostgreSQL: what holds over one SQLite file holds there too, word for word."""

import pytest
from cluster import cluster, emptied
from places import make_place
from small_public import FILES, KEY, WEBINAR, press, sign_up, states
from sqlalchemy import event, text
from sqlalchemy.exc import DataError
from tests.service.forms import test_answers as test_forms
from tests.service.operation import test_management_pages as test_management
from tests.service.operation import test_personal_data
from tests.service.registrations import test_pages as test_registrations
from tests.service.subscriptions import test_pages as test_subscriptions
from tests.service.test_group_commit import crowd, kept

from chorale.service.registrations import answering, capacity, organising
from chorale.service.store import Busy

pytestmark = pytest.mark.peers
CHECKS = (
    test_forms.test_the_same_page_sent_twice_counts_once,
    test_forms.test_old_answers_are_erased_and_recent_ones_stay,
    test_forms.test_the_results_of_a_closed_public_form_are_counted_without_free_text,
    test_forms.test_whoever_answers_for_a_form_is_told_once_a_day_and_not_what_was_said,
    test_personal_data.test_each_form_keeps_what_it_said_and_the_run_is_journalled,
    test_personal_data.test_what_was_never_confirmed_goes_after_two_days,
    test_personal_data.test_the_counts_of_a_session_outlive_its_names,
    test_personal_data.test_the_purge_runs_by_itself_once_a_day,
    test_personal_data.test_whoever_asks_is_told_that_they_are_never_written_to,
    test_registrations.test_a_freed_seat_is_offered_to_who_waited_longest_and_to_nobody_else,
    test_registrations.test_an_offer_that_is_not_taken_in_time_goes_to_the_next,
    test_registrations.test_a_known_address_gets_the_same_page_and_a_letter_of_its_own,
    test_registrations.test_reminders_go_the_day_before_and_the_hour_before_once_each,
    test_registrations.test_whoever_left_may_come_back_at_the_end_of_the_line,
    test_registrations.test_whoever_left_may_erase_what_is_kept_and_nobody_else,
    test_subscriptions.test_until_it_is_confirmed_the_last_choice_counts,
    test_subscriptions.test_receivers_are_counted_by_topic,
    test_subscriptions.test_who_left_is_remembered_without_their_address_and_may_come_back,
    test_subscriptions.test_whoever_left_may_erase_their_address,
)


@pytest.fixture(scope="module")
def server():
    with cluster() as url:
        yield url


@pytest.fixture
def place(tmp_path, server):
    made = make_place(tmp_path, emptied(server, "portes"), FILES)
    yield made
    made.service.store.close()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("test_"))
def test_the_public_doors_behave_alike_on_postgresql(place, check):
    check(place)


def test_who_was_refused_and_asks_again_is_known_on_postgresql(tmp_path, server):
    asked = {
        "content/webinars/demarrer.md": WEBINAR.replace(
            "capacity: 2}", "capacity: 2, approval: true}"
        )
    }
    place = make_place(tmp_path, emptied(server, "refus"), FILES | asked)
    session = capacity.bookable_sessions(place.service.community)[KEY]
    found = []
    for _ in range(2):
        sign_up(place, "Ada")
        press(place, "Ada", "confirmer")
        with place.service.store.read() as connection:
            (row,) = organising.people(connection, KEY)
        found.append((row.state, row.refused_at is not None))
        answering.refuse(place.service, session, [row.id], "Salle pleine.", place.clock())

    assert found == [("waiting", False), ("waiting", True)]
    assert states(place) == {"Ada": "refused"}
    place.service.store.close()


def test_the_operators_page_and_its_files_are_given_on_postgresql(place):
    test_management.test_the_page_counts_what_happened(place, test_management.entered(place))


@pytest.fixture
def one_commit(place, monkeypatch):
    """Have those who wait share one commit, and count them all."""
    monkeypatch.setattr("chorale.service.group_commit.LONGEST", 60)
    seen = []
    event.listen(place.service.store.engine, "commit", lambda _: seen.append(1))
    return seen


def test_who_waits_for_the_same_lock_shares_a_commit_and_a_failure_takes_back_its_own_part(
    place, one_commit
):
    def fail(number, connection):
        if number == 9002:
            connection.execute(text("SELECT 1/0"))

    outcome = crowd(place.service.store, [9001, 9002, 9003], told(fail), ("essai",))

    assert outcome == [9001, ZeroDivisionError, 9003]
    assert len(one_commit) == 1
    assert kept(place.service.store) == [9001, 9003]


def test_a_connection_lost_amid_a_shared_commit_is_told_to_all_and_keeps_nothing(place, one_commit):
    def fall(number, connection):
        if number == 9003:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    outcome = crowd(place.service.store, [9001, 9002, 9003], fall, ("essai",))

    assert outcome == [Busy] * 3
    assert kept(place.service.store) == []


def told(act):
    """Return the same act, whose refusal by the database is the one that the crowd knows."""

    def done(number, connection):
        try:
            act(number, connection)
        except DataError:
            raise ZeroDivisionError from None

    return done
