"""What public bug reports tell of waiting lists, long names and lists sent twice: none of it happens here."""

from email import message_from_bytes
from email.policy import default

import pytest
from places import make_place
from small_public import FILES, press, sign_up, states, subjects

from chorale.service.registrations import session_jobs

LONG = "Été à l’œuvre : déposer, suivre, répéter, réessayer et célébrer l’achèvement des façades rénovées"


@pytest.fixture
def place(tmp_path):
    files = {path: text.replace("Bien démarrer", LONG) for path, text in FILES.items()}
    made = make_place(tmp_path, files=files)
    yield made
    made.service.store.close()


def full_with_one_waiting(place):
    for name in ("Ada", "Blaise", "Claude"):
        sign_up(place, name)
        press(place, name, "confirmer")


def test_who_gives_up_an_offered_seat_once_taken_is_offered_no_other(place):
    """pretix/pretix#1163: the person stays on the waiting list, and gets another voucher."""
    full_with_one_waiting(place)
    press(place, "Ada", "renoncer")
    press(place, "Claude", "confirmer")
    press(place, "Claude", "renoncer")
    session_jobs.run_session_jobs(place.service, place.clock())

    assert states(place) == {"Ada": "cancelled", "Blaise": "confirmed", "Claude": "cancelled"}
    assert subjects(place, "Claude").count("Une place s’est libérée") == 1


def test_a_seat_that_is_freed_once_it_began_is_offered_to_nobody(place):
    """pretix/pretix#1031: a voucher leaves a quarter of an hour after the start."""
    full_with_one_waiting(place)
    place.clock.advance(days=14, hours=22, minutes=15)
    press(place, "Ada", "renoncer")
    session_jobs.run_session_jobs(place.service, place.clock())

    assert states(place)["Claude"] == "waiting"
    assert "Une place s'est libérée" not in subjects(place, "Claude")


def test_a_long_title_and_a_long_accented_name_break_no_header(place):
    """django/django#13192, anymail/django-anymail#413: a folded header is refused as a line break."""
    answer = sign_up(place, "É" * 75, email="elise@exemple.fr")
    place.post()
    (file,) = place.service.settings.mail_folder.glob("*.eml")
    raw = file.read_bytes()
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("ascii")

    assert answer.status == 303
    assert max(map(len, head.split("\n"))) <= 78
    read = str(message_from_bytes(raw, policy=default)["Subject"]).replace("\u00a0", " ")
    assert read == f"Confirmez votre inscription – {LONG}"
