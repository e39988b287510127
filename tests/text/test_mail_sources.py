"""A saved mail comes with all that it shows: each text, each picture at its place, mails inside; the rest is named."""

from email.message import EmailMessage
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from chorale.text.letter_sources import TITLE_GUESSED, read
from chorale.text.mail_sources import unflowed

UNDESCRIBED = "Une image n'est pas décrite : écrire ce qu'elle montre entre ses crochets."


def mail(words, subject="TR: Lettre de mars", **more):
    made = EmailMessage()
    made["Subject"] = subject
    made.set_content(words, **more)
    return made


def imported(message):
    found = read("lettre.eml", message.as_bytes())
    return [(one.title, one.markdown) for one in found.parts], [*found.pictures], found.doubts


def test_a_picture_between_two_texts_stays_there_with_both_texts():
    made = MIMEMultipart("mixed")
    made["Subject"] = "Lettre de mars"
    picture = MIMEImage(b"\x89PNG\r\n\x1a\n", "png", name="photo.png")
    page = "<html><head><title>x</title></head><body>{}</body></html>"
    for part in (MIMEText(page.format("Avant.")), picture, MIMEText(page.format("Après."))):
        made.attach(part)
    for part in (made.get_payload(0), made.get_payload(2)):
        part.replace_header("Content-Type", 'text/html; charset="utf-8"')

    assert imported(made) == (
        [("Lettre de mars", "Avant.\n\n![image à décrire](image-2.png)\n\nAprès.\n")],
        ["image-2.png"],
        (UNDESCRIBED,),
    )


def test_pictures_are_found_by_their_number_and_by_their_place():
    made = mail("Sans mise en forme.")
    made.add_alternative(
        '<p><img src="cid:a@b" alt="Un phare"><img src="b.png">.</p>', subtype="html"
    )
    rich = made.get_payload()[1]
    rich.add_related(b"un", "image", "png", cid="<a@b>")
    rich.add_related(b"deux", "image", "png", headers=["Content-Location: b.png"])
    found = imported(made)

    assert found == (
        [("Lettre de mars", "![Un phare](image-2.png)![image à décrire](image-3.png).\n")],
        ["image-2.png", "image-3.png"],
        (UNDESCRIBED,),
    )


def test_a_mail_inside_is_read_and_a_file_is_named():
    inside = mail("Le phare rouvre.", "Lettre")
    inside.add_alternative("<h2>Le phare</h2><p>Il rouvre.</p>", subtype="html")
    made = mail("À relire.")
    made.add_attachment(inside)
    made.add_attachment(b"%PDF", "application", "pdf", filename="plan.pdf")
    parts, _, doubts = imported(made)

    assert parts == [("Le phare", "À relire.\n\nIl rouvre.\n")]
    assert doubts == ("Pièce jointe « plan.pdf » laissée : ce qu'elle dit n'est pas repris.",)


def test_a_mail_without_any_title_has_that_of_its_subject():
    found = imported(mail("Le phare rouvre samedi.\n\nVenez nombreux.\n", "Re: Fwd: Le phare"))

    assert found == (
        [("Le phare", "Le phare rouvre samedi.\n\nVenez nombreux.\n")],
        [],
        (TITLE_GUESSED,),
    )


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Une ligne \nqui continue.\nUne autre.", "Une ligne qui continue.\nUne autre."),
        ("> Une citation \n> qui continue.", "> Une citation qui continue."),
        ("Fin.\n-- \nJeanne", "Fin.\n--\nJeanne"),
        (" From ici", "From ici"),
    ],
    ids=["a line", "a quotation", "a signature", "a stuffed line"],
)
def test_lines_that_a_mail_program_cut_are_whole_again(written, read_as):
    assert unflowed(written) == read_as


def test_a_word_that_was_cut_is_joined():
    assert unflowed("Une phra \nse.", joined=True) == "Une phrase."
