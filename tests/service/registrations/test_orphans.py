"""A session that vanished is shown to its organiser, and its registrants never read that they were erased."""

from places import make_place, words
from small_public import FILES, KEY, WEBINAR, letters, own, press, sign_up

from chorale.service.registrations import orphans, session_jobs

MOVED = WEBINAR.replace("2026-12-01 10:00", "2026-12-03 10:00")
ELSEWHERE = WEBINAR.replace(
    "registration: interne, capacity: 2", 'registration: "https://x.example/"'
)
CANCELLED = WEBINAR.replace("capacity: 2", "capacity: 2, status: cancelled")


def published(place, tmp_path, webinar):
    place.service.store.close()
    made = make_place(tmp_path, files=FILES | {"content/webinars/demarrer.md": webinar})
    made.clock.now = place.clock.now
    made.clock.advance(minutes=5)
    for _ in range(2):
        session_jobs.run_session_jobs(made.service, made.clock())
    return made


def with_ada(tmp_path):
    place = make_place(tmp_path, files=FILES)
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    return place


def found(place):
    with place.service.store.read() as connection:
        return [
            (one.key, one.people, one.remedy)
            for one in orphans.orphans(connection, place.service.community, place.clock())
        ]


def test_a_session_moved_without_moved_from_is_an_orphan_with_its_remedy(tmp_path):
    place = published(with_ada(tmp_path), tmp_path, MOVED)

    assert found(place) == [
        (
            KEY,
            1,
            "Déplacée ? Écrire « moved_from: 2026-12-01 10:00 » à sa nouvelle date. "
            "Annulée ? La remettre, avec « status: cancelled ». Puis publier.",
        )
    ]


def test_a_session_that_one_joins_elsewhere_now_says_so(tmp_path):
    place = published(with_ada(tmp_path), tmp_path, ELSEWHERE)

    assert found(place) == [
        (
            KEY,
            1,
            "Elle n'est plus « registration: interne » : le remettre, ou écrire à ces personnes.",
        )
    ]


def test_the_organiser_is_written_to_once_and_ada_not_at_all(tmp_path):
    place = published(with_ada(tmp_path), tmp_path, MOVED)
    (mail,) = letters(place, "secretariat@chorale.example")

    assert mail["Subject"] == "Une séance a disparu du programme – Bien démarrer"
    assert "et 1 personne l’attend" in words(mail).replace("\u00a0", " ")
    assert len(letters(place, "ada@exemple.fr")) == 2


def test_ada_reads_that_she_is_still_registered(tmp_path):
    place = published(with_ada(tmp_path), tmp_path, MOVED)
    shown = place.browser().get(own(place, "Ada"))

    assert shown.status == 200
    assert "Votre inscription est toujours enregistrée" in shown.words
    assert "mardi 1er décembre 2026 à 10 h" in shown.words
    assert "n'existe plus" not in shown.words


def test_no_button_but_erasing_does_anything_on_an_orphan(tmp_path):
    place = published(with_ada(tmp_path), tmp_path, MOVED)
    pressed = press(place, "Ada", "renoncer")

    assert (pressed.status, len(found(place))) == (200, 1)
    assert press(place, "Ada", "effacer").status == 303
    assert (found(place), place.browser().get(own(place, "Ada")).status) == ([], 410)


def test_once_moved_from_is_written_the_registrants_are_told_and_nothing_is_orphan(tmp_path):
    place = published(with_ada(tmp_path), tmp_path, MOVED)
    mended = MOVED.replace(
        "2026-12-03 10:00,", "2026-12-03 10:00, status: moved, moved_from: 2026-12-01 10:00,"
    )
    place = published(place, tmp_path, mended)

    assert found(place) == []
    assert letters(place, "ada@exemple.fr")[-1]["Subject"] == "Nouvelle date – Bien démarrer"


def test_a_cancelled_session_and_one_that_nobody_awaits_are_no_orphans(tmp_path):
    assert found(published(with_ada(tmp_path), tmp_path, CANCELLED)) == []
    empty = make_place(tmp_path / "autre", files=FILES)
    assert found(published(empty, tmp_path / "autre", MOVED)) == []
