"""A receipt's signature is checked offline, by us or by openssl; one changed byte makes it false."""

import base64
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from house import ROOT
from places import PARIS
from small_cycle import BASE, KEYS, Circle, deposit, make_circle

from chorale.cli.ipm_verify import verify_answers
from chorale.content.load import load
from chorale.files import write
from chorale.service import journal
from chorale.service.questionnaire import deposits, receipts
from chorale.service.questionnaire.opening import opened
from chorale.service.questionnaire.receipts import Signer, pem, receipt_text, signer, verified
from chorale.service.questionnaire.verification import KeptEvidence, verify

PEM = "/participer/cle-des-accuses.pem"


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    made = make_circle(tmp_path)
    deposit(made.enter("snp-referent"))
    return made


def joined(circle: Circle) -> str:
    """Return the signed receipt that the referent's mail has joined."""
    mail = next(mail for mail in circle.place.post() if mail["to"] == "snp-referent@exemple.fr")
    part = next(mail.iter_attachments())
    assert part.get_filename() == "accuse-cycle-9-snp-1.txt"
    return part.get_content().decode()


def published(circle: Circle):
    circle.place.clock.advance(days=30)
    root = circle.place.service.settings.root
    folder = root / "content/ipm/cycle-9"
    write(
        folder,
        opened(circle.place.service, circle.place.service.community.cycles[0], KEYS[0]).files,
    )
    return load(root, circle.place.clock().date()).community.cycles[0], folder


def test_a_signed_receipt_says_what_the_receipt_says(circle):
    public = signer(circle.place.service).public
    with circle.place.service.store.read() as connection:
        (given,) = deposits.receipts(connection, "cycle-9")
    assert verified(joined(circle), [public]) == {
        "cycle": "cycle-9",
        "groupe": "snp",
        "depot": "1",
        "recu": "2026-11-16T11:00:00.000000Z",
        "canal": "web",
        "retard": "non",
        "empreinte": given.fingerprint,
        "journal": given.journal_digest,
        "cle": public,
    }


def test_one_changed_byte_makes_the_signature_false(circle):
    text, public = joined(circle), signer(circle.place.service).public
    assert verified(text, [public]) is not None
    whole = text.encode()
    for place in range(len(whole) - 1):  # the very last one only ends the file
        for bit in (0, 5):
            changed = whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :]
            assert verified(changed.decode(errors="replace"), [public]) is None, place


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("groupe: snp\n", ""),
        lambda text: text.replace("canal: web\n", "canal: web\ncanal: tableur\n"),
        lambda text: text + "depot: 2\n",
        lambda text: "depot: 2\n" + text,
        lambda text: text.rpartition("signature")[0],
        lambda text: text.rstrip("\n") + "=\n",
        lambda _: "",
    ],
)
def test_a_line_added_or_removed_makes_the_signature_false(circle, change):
    assert verified(change(joined(circle)), [signer(circle.place.service).public]) is None


def test_another_service_signs_nothing_of_ours(circle):
    text = joined(circle)
    assert verified(text, [Signer("AUTRE").public]) is None
    assert verified(text, []) is None
    assert verified(text, ["", "pas une clé", base64.b64encode(b"x" * 44).decode()]) is None


def test_a_mail_program_that_writes_crlf_changes_nothing(circle):
    text, public = joined(circle), signer(circle.place.service).public
    assert verified(text.replace("\n", "\r\n"), [public]) == verified(text, [public])


def test_openssl_alone_verifies_the_file_and_refuses_another(circle, tmp_path):
    """The three commands of docs/exploitation.md, with the key that the site gives."""
    text = joined(circle)
    (tmp_path / "accuse.txt").write_text(text)
    (tmp_path / "cle.pem").write_text(circle.place.browser().get(PEM).text)
    verify_by_openssl = (
        "head -n -1 accuse.txt > faits && tail -n 1 accuse.txt | cut -d ' ' -f 2 | base64 -d > signature && "
        "openssl pkeyutl -verify -pubin -inkey cle.pem -rawin -in faits -sigfile signature"
    )
    done = subprocess.run(
        verify_by_openssl, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "Signature Verified Successfully")
    (tmp_path / "accuse.txt").write_text(text.replace("depot: 1", "depot: 2"))
    done = subprocess.run(
        verify_by_openssl, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0


def test_page_and_mail_give_the_same_bytes_and_only_to_the_group(circle):
    own, other = circle.enter("snp-member"), circle.enter("epn-referent")
    assert own.get(f"{BASE}/accuses/1/accuse").text == joined(circle)
    assert other.get(f"{BASE}/accuses/1/accuse").status == 404


def test_the_journal_announces_the_key_before_the_first_deposit_and_once(circle):
    deposit(circle.enter("epn-referent"))
    with circle.place.service.store.read() as connection:
        chain = journal.entries(connection, "cycle-9")
    assert [entry.kind for entry in chain] == ["binding", "receipt-key", "deposit", "deposit"]
    assert receipts.publics(chain) == [signer(circle.place.service).public]


def test_after_a_lost_key_old_and_new_receipts_are_both_verified(circle):
    first = joined(circle)
    box = circle.place.service.outbox
    box.secret = KEYS[1]
    deposit(circle.enter("snp-referent"), {"points-DE-06": "100"})
    second = circle.enter("snp-referent").get(f"{BASE}/accuses/2/accuse").text
    cycle, folder = published(circle)
    verdict = verify(cycle, folder, KeptEvidence(receipts=(first, second)))
    assert (verdict.good[3:], verdict.bad) == (
        ("votre accusé signé est dans le journal",) * 2,
        (),
    )


def test_verify_says_what_a_forged_or_foreign_receipt_is(circle):
    text = joined(circle)
    service = circle.place.service
    with service.store.read() as connection:
        (given,) = deposits.receipts(connection, "cycle-9")
    never_given = signer(service).signed(replace(given, number=7, fingerprint="0" * 64))
    cycle, folder = published(circle)
    assert verify(cycle, folder, KeptEvidence(receipts=(text,))).bad == ()
    assert verify(
        cycle, folder, KeptEvidence(receipts=(text.replace("depot: 1", "depot: 2"),))
    ).bad == (
        "votre accusé signé a été changé, ou il ne vient pas de ce service : sa signature ne tient pas",
    )
    assert verify(cycle, folder, KeptEvidence(receipts=(never_given,))).bad == (
        "votre accusé signé (dépôt n° 7, snp) n'est pas dans le journal : réécrit",
    )


def test_the_command_takes_the_file_the_mail_or_the_digest(circle, monkeypatch):
    text = joined(circle)
    published(circle)
    root = circle.place.service.settings.root
    monkeypatch.setattr(
        "chorale.cli.service_context.system_clock",
        lambda: circle.place.clock().astimezone(PARIS),
    )
    (root / "accuse.txt").write_text(text)
    mail = next(root.rglob("*receipt*.eml"))
    digest = text.partition("empreinte: ")[2][:64]

    def run(receipt):
        outcome = CliRunner().invoke(
            verify_answers,
            ["cycle-9", "--receipt", str(receipt), "--project", str(root)],
            catch_exceptions=False,
        )
        return outcome.exit_code, [
            line for line in outcome.output.splitlines() if "votre accusé" in line
        ]

    assert run(root / "accuse.txt") == (0, ["oui  votre accusé signé est dans le journal"])
    assert run(mail) == (0, ["oui  votre accusé signé est dans le journal"])
    assert run(digest.upper()) == (
        0,
        [f"oui  votre accusé {digest[:12].upper()}… est dans le journal"],
    )
    (root / "autre.eml").write_text("Subject: bonjour\n\nrien")
    assert run(root / "autre.eml")[0] == 1
    assert run("f" * 64)[0] == 1


def test_a_receipt_file_that_does_not_exist_is_a_digest_that_is_unknown():
    assert receipt_text("nulle-part.txt") == "nulle-part.txt"


def test_the_key_is_given_as_pem(circle):
    assert circle.place.browser().get(PEM).text == pem(signer(circle.place.service).public)


@pytest.mark.parametrize("folder", ["templates", "docs", "site", "generator", "content"])
def test_no_page_or_guide_calls_the_seal_by_the_name_that_the_law_reserves(folder):
    root = ROOT
    files = [
        file
        for file in (root / folder).rglob("*")
        if file.suffix in {".md", ".html", ".py", ".yml", ".txt"}
    ]
    assert files
    found = [
        file
        for file in files
        if "signature électronique" in file.read_text(encoding="utf-8").lower()
    ]
    assert found == []
