"""A group's receipt, dropped in its page of the published cycle, is verified there; whatever was touched is told."""

import functools
import http.server
import threading
from pathlib import Path

import pytest
from late import Late
from playwright.sync_api import expect
from quiet_server import Quiet
from small_cycle import ANSWER, deposit, make_circle, published

COUNTED = "oui Le dépôt n° 1 de votre accusé est bien le bulletin publié et compté."
PUBLISHED = "oui Le bulletin publié a l’empreinte que cette page annonce."
JOURNAL = "oui Le journal publié contient l’entrée que cite votre accusé, et rien n’y a été changé."
SIGNED = "oui La signature de l’accusé est celle du service."


@pytest.fixture
def collected(tmp_path: Path):
    """Return the site of a cycle that two groups answered, and the mails of their receipts."""
    circle = make_circle(tmp_path)
    deposit(circle.enter("snp-referent"), ANSWER)
    deposit(circle.enter("epn-referent"))
    mails = {mail["to"]: mail for mail in circle.place.post()}
    return published(circle) / "ipm/cycle-9", mails


@pytest.fixture
def page(chromium, collected):
    """Open the page of the group SNP."""
    folder = collected[0].parents[1]
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    opened_page = chromium.new_page()
    opened_page.goto(f"http://127.0.0.1:{server.server_port}/ipm/cycle-9/groupe/snp/")
    yield opened_page
    opened_page.close()
    server.shutdown()
    server.server_close()


def receipt(mails, to: str = "snp-referent@exemple.fr") -> bytes:
    return next(mails[to].iter_attachments()).get_content()


def verdict(page, content: bytes, name: str = "accuse.txt") -> list[str]:
    """Choose a file, and return what the page says of it."""
    page.evaluate("document.querySelector('#receipt [role=status] ul').replaceChildren()")
    page.set_input_files(
        "#receipt-file", {"name": name, "mimeType": "text/plain", "buffer": content}
    )
    page.locator("#receipt [role=status] li").first.wait_for()
    lines = page.locator("#receipt [role=status] li").all_inner_texts()
    return [" ".join(line.split()) for line in lines]


def test_a_receipt_and_the_mail_that_carries_it_are_verified_whole(page, collected):
    mails = collected[1]
    whole = [PUBLISHED, COUNTED, JOURNAL, SIGNED]
    assert verdict(page, receipt(mails)) == whole
    assert verdict(page, receipt(mails).replace(b"\n", b"\r\n")) == whole
    assert verdict(page, mails["snp-referent@exemple.fr"].as_bytes(), "accuse.eml") == whole


def test_a_receipt_that_somebody_touched_or_of_another_group_is_told(page, collected):
    mails = collected[1]
    touched = receipt(mails).replace(b"retard: non", b"retard: oui")
    assert verdict(page, touched) == [
        PUBLISHED,
        COUNTED,
        JOURNAL,
        "non La signature ne tient pas : l’accusé a été changé, ou il vient d’ailleurs.",
    ]
    assert verdict(page, receipt(mails, "epn-referent@exemple.fr")) == [
        PUBLISHED,
        "non Cet accusé est celui d’un autre dépôt : cycle « cycle-9 », groupe « epn ».",
    ]


def test_a_ballot_or_a_journal_that_changed_after_the_receipt_is_told(page, collected):
    folder, mails = collected
    ballot, journal = folder / "bulletins/snp.yml", folder / "journal.jsonl"
    assert verdict(page, ballot.read_bytes(), "snp.yml") == [
        PUBLISHED,
        "oui Votre fichier est, à l’octet près, le bulletin publié.",
    ]
    windows = b"\xef\xbb\xbf" + ballot.read_bytes().replace(b"\n", b"\r\n")
    assert verdict(page, windows, "snp.yml") == [
        PUBLISHED,
        "oui Votre fichier est le bulletin publié : seules les marques de fin de ligne ou de début diffèrent.",
    ]
    ballot.write_bytes(ballot.read_bytes() + b"\n")
    journal.write_bytes(journal.read_bytes().replace(b"web", b"papier", 1))
    assert verdict(page, receipt(mails)) == [
        "non Le bulletin publié n’a pas l’empreinte que cette page annonce.",
        COUNTED,
        "non Le journal publié a été modifié : ses entrées ne se suivent plus.",
    ]


def test_a_fingerprint_is_pasted_and_what_is_no_receipt_is_told(page, collected):
    mails = collected[1]
    digest = next(
        line.partition(": ")[2]
        for line in receipt(mails).decode().splitlines()
        if line.startswith("empreinte: ")
    )
    page.fill("#receipt-digest", f" {digest[:40].upper()} {digest[40:]} ")
    said = page.locator("#receipt [role=status] li").last
    said.wait_for()
    assert " ".join(said.inner_text().split()) == (
        "oui L’empreinte que vous avez donnée est celle du bulletin publié."
    )
    assert verdict(page, b"\x89PNG une photo", "photo.png")[1] == (
        "non Votre fichier n’est ni un accusé, ni le bulletin publié à l’octet près."
    )


def test_of_two_files_given_in_a_row_the_last_one_has_the_last_word(page, collected):
    late = Late(page, "**/bulletins/snp.yml")
    page.set_input_files(
        "#receipt-file",
        {"name": "a.txt", "mimeType": "text/plain", "buffer": receipt(collected[1])},
    )
    late.asked()
    other = [
        PUBLISHED,
        "non Votre fichier n’est ni un accusé, ni le bulletin publié à l’octet près.",
    ]
    assert verdict(page, b"une photo", "photo.png") == other
    late.come()
    said = page.locator("#receipt [role=status] li")
    expect(said).to_have_count(2)
    assert [" ".join(line.split()) for line in said.all_inner_texts()] == other


def test_the_file_is_dropped_on_the_page_and_nothing_is_sent(page, collected):
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.post_data)))
    text = receipt(collected[1]).decode()
    page.evaluate(
        """(text) => {
          const held = new DataTransfer();
          held.items.add(new File([text], "accuse.txt"));
          document.querySelector(".ipm-receipt__drop")
            .dispatchEvent(new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true }));
        }""",
        text,
    )
    page.locator("#receipt [role=status] li").nth(3).wait_for()
    assert {method for method, _ in sent} == {"GET"}
