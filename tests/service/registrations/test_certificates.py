"""A certificate of attendance: for who was noted present, once the session is over, where the session gives some."""

import io
import re
import zipfile

import pytest
from places import make_place
from pypdf import PdfReader
from small_public import FILES, KEY, WEBINAR, at, letters, own, press, sign_up
from sqlalchemy import update

from chorale.service.public_tables import registration
from chorale.service.registrations import capacity, certificates, organising
from chorale.service.registrations import group_messages as groups

GIVEN = WEBINAR.replace("capacity: 2}", "capacity: 2, certificate: true}")


def with_people(tmp_path, webinar=GIVEN, names=("Ada", "Blaise")):
    place = make_place(tmp_path, files={**FILES, "content/webinars/demarrer.md": webinar})
    for name in names:
        sign_up(place, name)
        press(place, name, "confirmer")
    place.clock.now = at("2026-12-01 11:30")
    with place.service.store.write() as connection:
        came = registration.c.name == names[0]
        connection.execute(update(registration).where(came).values(attended=1))
    return place


@pytest.fixture
def place(tmp_path):
    made = with_people(tmp_path)
    yield made
    made.service.store.close()


def words(made):
    """Return what a reader reads, line after line."""
    text = PdfReader(io.BytesIO(made)).pages[0].extract_text()
    return " ".join(text.replace("\u202f", " ").split())


def rows(place):
    with place.service.store.read() as connection:
        return organising.people(connection, KEY)


def session(place):
    return capacity.bookable_sessions(place.service.community)[KEY]


def test_who_was_present_takes_theirs_on_their_own_page(place):
    path = own(place, "Ada")
    assert "Télécharger mon attestation de présence" in place.browser().get(path).words
    answer = place.browser().get(f"{path}attestation.pdf")

    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="attestation-ada-'
    )
    assert words(answer.body) == (
        "Communauté d’essai Attestation de présence Secrétariat d’essai atteste que Ada a participé à la séance"
        " « Bien démarrer » mardi 1er décembre 2026, de 10 h à 11 h (heure de Paris) Établie d’après les présences"
        f" notées par l’organisation. Référence : {certificates.reference(place.service, rows(place)[0])}."
    )


def test_it_says_its_language_and_title_and_has_tags(place):
    made = certificates.pdf(place.service, session(place), rows(place)[0])

    root = PdfReader(io.BytesIO(made)).trailer["/Root"]
    said = (
        root["/Lang"],
        root["/MarkInfo"]["/Marked"].value,
        PdfReader(io.BytesIO(made)).metadata.title,
    )

    assert said == ("fr", True, "Attestation de présence : Ada")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_the_same_person_has_the_same_bytes_each_time(place):
    one, two = (certificates.pdf(place.service, session(place), rows(place)[0]) for _ in range(2))

    assert one == two


@pytest.mark.parametrize(
    "name", ["Éloïse Œuf-Ďábel", "Ελένη", "Иван", '#import "x"', "*Ada* @x $a$", "李小龍", "🎉 Ada"]
)
def test_any_name_is_printed_and_none_is_a_command(place, name):
    with place.service.store.write() as connection:
        mine = registration.c.name == "Ada"
        connection.execute(update(registration).where(mine).values(name=name))
    made = certificates.pdf(place.service, session(place), rows(place)[0])

    assert made.startswith(b"%PDF-1.7")
    if name not in ("李小龍", "🎉 Ada"):  # a machine may have no letters for these
        assert name.replace('"', "") in words(made).replace("“", "").replace("”", "").replace(
            '"', ""
        )


def test_the_absent_and_the_impatient_have_none(place):
    refused = place.browser().get(f"{own(place, 'Blaise')}attestation.pdf")
    assert (refused.status, "pas notée" in refused.words) == (404, True)
    place.clock.now = at("2026-12-01 10:30")
    assert place.browser().get(f"{own(place, 'Ada')}attestation.pdf").status == 404


def test_without_the_setting_there_is_none(tmp_path):
    place = with_people(tmp_path, WEBINAR)
    page = place.browser().get(own(place, "Ada"))

    assert "attestation" not in page.words
    assert place.browser().get(f"{own(place, 'Ada')}attestation.pdf").status == 404
    place.service.store.close()


def test_the_message_after_the_session_leads_the_present_to_theirs(place):
    told = groups.afterwards(place.service, session(place), session(place).event)
    assert "Votre attestation est au bas de ce message." in told.body
    groups.write_to(place.service, session(place), told, "eve", place.clock())
    mails = {name: letters(place, f"{name}@exemple.fr")[-1] for name in ("ada", "blaise")}
    links = {
        name: mail.get_body(("plain",)).get_content().count("attestation.pdf")
        for name, mail in mails.items()
    }

    assert links == {"ada": 1, "blaise": 0}


def test_all_of_them_are_one_archive_with_the_same_bytes(place):
    earned = certificates.earned(session(place), rows(place), place.clock())
    one, two = (certificates.archive(place.service, session(place), earned) for _ in range(2))
    names = zipfile.ZipFile(io.BytesIO(one)).namelist()

    assert one == two
    assert [
        bool(re.fullmatch(r"attestation-ada-[a-z2-7]{4}-[a-z2-7]{4}\.pdf", name)) for name in names
    ] == [True]


def test_a_presence_noted_by_mistake_and_taken_back_gives_none(place):
    # dotkom/onlineweb4 issue 1771: somebody unticked was still on the list handed out
    shown = [row.id for row in rows(place)]
    organising.note_attendance(place.service, session(place), shown, [])

    assert place.browser().get(f"{own(place, 'Ada')}attestation.pdf").status == 404
    assert certificates.earned(session(place), rows(place), place.clock()) == []


def test_a_certificate_opens_by_ones_own_link_alone(place):
    # indico issue 5060: it is a personal document
    path = own(place, "Ada")
    forged = f"{path[:-3]}{'aa' if path[-3:-1] != 'aa' else 'bb'}/attestation.pdf"

    assert place.browser().get(forged).status == 404
