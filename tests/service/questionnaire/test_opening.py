"""Deposits are sealed until the close, opened byte for byte, verifiable by anyone."""

import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from places import words
from small_cycle import KEYS, Circle, deposit, make_circle
from sqlalchemy import and_, delete, insert, select, update

from chorale.content.load import load
from chorale.files import write
from chorale.service import journal
from chorale.service.accounts import encryption
from chorale.service.questionnaire import deposits
from chorale.service.questionnaire.deposits import receipts
from chorale.service.questionnaire.opening import opened
from chorale.service.questionnaire.secretariat import SecretariatError
from chorale.service.questionnaire.verification import KeptEvidence, verify
from chorale.service.tables import deposit as deposit_table
from chorale.service.tables import journal as journal_table


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return make_circle(tmp_path)


def closed(circle: Circle) -> Circle:
    """Both groups deposit, the SNP twice; then the close and the tolerance pass."""
    deposit(circle.enter("snp-referent"))
    deposit(
        circle.enter("snp-referent"),
        {"points-DE-06": "100", "commentaire-DE-06": "Écrit : « oui » ?\nDeux lignes"},
    )
    deposit(circle.enter("epn-referent"))
    circle.place.clock.advance(days=30)
    return circle


def published(circle: Circle):
    """Open with the first key, write the files, load the content again; return the cycle and its folder."""
    root = circle.place.service.settings.root
    cycle = circle.place.service.community.cycles[0]
    folder = root / "content/ipm/cycle-9"
    write(folder, opened(circle.place.service, cycle, KEYS[0]).files)
    loaded = load(root, circle.place.clock().date())
    assert loaded.problems == ()
    return loaded.community.cycles[0], folder


def test_the_opening_is_refused_before_the_close_and_its_tolerance(circle):
    deposit(circle.enter("snp-referent"))
    cycle = circle.place.service.community.cycles[0]
    for wait in ({}, {"days": 25, "hours": 6, "minutes": 30}):
        circle.place.clock.advance(**wait)
        with pytest.raises(SecretariatError, match="pas clos"):
            opened(circle.place.service, cycle, KEYS[0])


@pytest.mark.parametrize("key", KEYS, ids=["first", "second"])
def test_either_key_opens_and_gives_the_same_bytes(circle, key):
    closed(circle)
    files = {
        file.path: file.content
        for file in opened(
            circle.place.service, circle.place.service.community.cycles[0], key
        ).files
    }
    assert sorted(files) == [
        "ballots/epn.yml",
        "ballots/snp.yml",
        "collection.yml",
        "journal.jsonl",
    ]
    assert files["ballots/snp.yml"].endswith(
        'points: {DE-06: 100}\ncomments:\n  DE-06: "Écrit : « oui » ?\\nDeux lignes"\n'.encode()
    )


def test_a_foreign_key_opens_nothing(circle):
    closed(circle)
    with pytest.raises(SecretariatError, match="cette clé ne l'ouvre pas"):
        opened(
            circle.place.service,
            circle.place.service.community.cycles[0],
            encryption.new_secret(),
        )


def test_a_deposit_that_does_not_match_its_fingerprint_is_told_and_does_not_hold_the_others(
    circle,
):
    closed(circle)
    service = circle.place.service
    false = encryption.seal(
        "group: epn\npoints: {DE-01: 100}\n", [encryption.recipient(key) for key in KEYS]
    )
    with service.store.write() as connection:
        connection.execute(
            update(deposit_table).where(deposit_table.c.group_key == "epn").values(sealed=false)
        )
    answers = opened(service, service.community.cycles[0], KEYS[0])
    assert [file.path for file in answers.files] == [
        "ballots/snp.yml",
        "collection.yml",
        "journal.jsonl",
    ]
    assert answers.failures == ("entrée n° 5 : dépôt n° 1 du groupe epn modifié dans la base",)


def test_an_answer_sealed_to_a_lost_key_waits_for_the_other_and_does_not_hold_the_others(circle):
    closed(circle)
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    with service.store.write() as connection:
        kept = receipts(connection, "cycle-9", "epn")[0]
        text = deposits.content(connection, kept, KEYS[0])
        sealed = encryption.seal(text, [encryption.recipient(KEYS[1])])
        rewritten(connection, {kept.journal_digest: sealed})
    first = opened(service, cycle, KEYS[0])
    assert first.failures == (
        "dépôt du groupe epn : cette clé ne l'ouvre pas, ou il ne correspond pas à son empreinte",
    )
    again = opened(service, cycle, KEYS[1])
    assert [file.path for file in again.files][:2] == ["ballots/epn.yml", "ballots/snp.yml"]
    with service.store.read() as connection:
        told = [
            entry.told["opened"]
            for entry in journal.entries(connection, "cycle-9")
            if entry.kind == "opening"
        ]
    assert told == [["snp"], ["epn", "snp"]]


def rewritten(connection, sealed=None, late=None):
    """Write the whole chain again, consistently, over deposits that are sealed otherwise or said late."""
    rows = journal.entries(connection, "cycle-9")
    connection.execute(delete(journal_table))
    for entry in rows:
        facts, values = entry.told, {}
        if entry.kind == "deposit" and late:
            facts, values = facts | {"late": True}, {"late": 1}
        if new := (sealed or {}).get(entry.digest):
            facts = facts | {"sealed": deposits.fingerprint(new)}
            values = values | {"sealed": new}
        made = journal.append(connection, "cycle-9", entry.instant, entry.kind, facts)
        connection.execute(
            update(deposit_table)
            .where(deposit_table.c.journal_digest == entry.digest)
            .values(journal_digest=made.digest, **values)
        )


CHANGES = [
    (update(journal_table).where(journal_table.c.number == 3).values(facts="{}"), "entrée n° 3 : contenu modifié"),
    (update(journal_table).where(journal_table.c.number == 3).values(at="2026-01-01T00:00:00.000000Z"), "n° 3 : contenu modifié"),
    (delete(journal_table).where(journal_table.c.number == 3), "entrée n° 3 absente"),
    (delete(journal_table).where(journal_table.c.number == 5), "groupe epn absent du journal"),
    (
        insert(journal_table).values(
            chain="cycle-9", number=6, at="2026-11-16T11:00:00.000000Z", kind="deposit", facts="{}", previous="x", digest="y"
        ),
        "entrée n° 6",
    ),
    (delete(deposit_table).where(deposit_table.c.number == 2), "dépôt n° 2 du groupe snp absent de la base"),
    (update(deposit_table).where(deposit_table.c.number == 2).values(late=1), "groupe snp modifié"),
    (update(deposit_table).where(deposit_table.c.number == 2).values(sealed="autre"), "groupe snp modifié"),
    (update(deposit_table).where(deposit_table.c.number == 2).values(group_key="epn"), "modifié dans la base"),
    (
        update(deposit_table).where(deposit_table.c.number == 2).values(received_at="2026-11-16T11:00:01.000000Z"),
        "groupe snp modifié",
    ),
    (
        insert(deposit_table).values(
            id="z", scope="cycle-9", group_key="epn", number=2, idempotency="z", received_at="2026-11-16T11:00:00.000000Z",
            channel="web", late=0, form_digest="z", fingerprint="z", journal_digest="z", sealed="z",
        ),
        "dépôt n° 2 du groupe epn absent du journal",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told"), CHANGES)
def test_changing_deleting_or_inserting_any_row_is_detected_and_located(circle, change, told):
    closed(circle)
    store = circle.place.service.store
    with store.read() as connection:
        assert deposits.audit(connection, "cycle-9") == []
    with store.write() as connection:
        connection.execute(change)
    with store.read() as connection:
        faults = deposits.audit(connection, "cycle-9")
    assert any(told in fault for fault in faults), faults


def test_whatever_value_of_whatever_row_is_changed_the_change_is_seen(circle):
    closed(circle)
    store = circle.place.service.store
    for table in (journal_table, deposit_table):
        with store.read() as connection:
            rows = connection.execute(select(table)).all()
        assert len(rows) > 2
        for row in rows:
            for column in table.columns:
                if column.name in (
                    "id",
                    "idempotency",
                    "chain",
                    "scope",
                ):  # ours alone, in no receipt
                    continue
                value = getattr(row, column.name)
                other = _other(column.name, value)
                with (
                    store.engine.connect().execution_options(writing=()) as connection,
                    connection.begin() as act,
                ):
                    connection.execute(
                        update(table).where(_same(table, row)).values({column.name: other})
                    )
                    assert deposits.audit(connection, "cycle-9") != [], (
                        table.name,
                        column.name,
                    )
                    act.rollback()


def _other(name, value):
    """Return another value that the database accepts."""
    if name == "channel":
        return "tableur"
    if isinstance(value, int):
        return 1 - value if name == "late" else value + 7
    return value.replace("2026", "2025") if "2026" in value else f"{value}x"


def _same(table, row):
    found = [column == getattr(row, column.name) for column in table.primary_key]
    return and_(*found)


def test_a_chain_rewritten_whole_is_contradicted_by_any_receipt(circle):
    closed(circle)
    store = circle.place.service.store
    with store.read() as connection:
        kept = receipts(connection, "cycle-9", "epn")[0]
    with store.write() as connection:
        rewritten(connection, late=True)
    cycle, folder = published(circle)
    assert [one for one in verify(cycle, folder).bad if "retard" not in one] == []
    verdict = verify(cycle, folder, KeptEvidence(receipts=(kept.journal_digest,)))
    assert (
        [sentence for sentence in verdict.bad if "n'est pas dans le journal" in sentence]
        == list(verdict.bad)
        != []
    )


def test_a_later_journal_may_only_add_entries_to_the_one_that_was_kept(circle):
    closed(circle)
    cycle, folder = published(circle)
    whole = cycle.collection.journal.splitlines(keepends=True)
    assert len(whole) == 6
    for length in range(1, 7):
        verdict = verify(cycle, folder, KeptEvidence(older="".join(whole[:length])))
        assert (verdict.good[-1], verdict.bad) == (
            "le journal prolonge celui que vous aviez gardé",
            (),
        )
    for place in range(5):
        for old in (
            [*whole[:place], *whole[place + 1 :]],
            [
                *whole[:place],
                whole[place].replace('"at": "2026', '"at": "2025'),
                *whole[place + 1 :],
            ],
            [*whole[:place], whole[place + 1], whole[place], *whole[place + 2 :]],
            [*whole, whole[place]],
        ):
            verdict = verify(cycle, folder, KeptEvidence(older="".join(old)))
            assert verdict.bad == ("le journal ne prolonge pas celui que vous aviez gardé",)


@pytest.mark.parametrize(
    "text", ["", "\n", "bonjour\n", "{}\n", "[1]\n", '{"number": 1}\n', "null\n"]
)
def test_a_file_that_is_no_journal_is_told_as_such(circle, text):
    closed(circle)
    cycle, folder = published(circle)
    assert verify(cycle, folder, KeptEvidence(older=text)).bad == (
        "le fichier que vous aviez gardé n'est pas un journal",
    )


def test_sha256sum_of_the_published_file_is_the_fingerprint_of_the_receipt(circle):
    closed(circle)
    mails = [words(mail) for mail in circle.place.post() if "n°\u00a02" in mail["subject"]]
    cycle, folder = published(circle)
    printed = subprocess.run(
        ["sha256sum", folder / "ballots/snp.yml"], capture_output=True, text=True, check=True
    ).stdout
    assert len(mails) == 2
    assert all(printed.split()[0] in mail for mail in mails)
    assert cycle.ballots[1].points == {"DE-06": 100}
    assert cycle.ballots[1].comments == {"DE-06": "Écrit : « oui » ?\nDeux lignes"}
    assert cycle.ballots[1].source.encode() == (folder / "ballots/snp.yml").read_bytes()
    verdict = verify(cycle, folder, KeptEvidence(receipts=(printed.split()[0],)))
    assert (len(verdict.good), verdict.bad) == (5, ())


ODD = [
    None,
    0,
    -1,
    "",
    "x",
    [],
    {},
    "[]",
    "{}",
    "null",
    '{"group": 1}',
    "2026-13-45T99:99:99.000000Z",
]


def test_a_published_journal_touched_in_any_way_is_refused_in_words_never_by_a_crash(circle):
    closed(circle)
    cycle, folder = published(circle)
    lines = cycle.collection.journal.splitlines()
    told = [entry.digest for entry in journal.parsed(cycle.collection.journal)]
    for place, line in enumerate(lines):
        for name in json.loads(line):
            for odd in ODD:
                touched = [
                    *lines[:place],
                    json.dumps(json.loads(line) | {name: odd}),
                    *lines[place + 1 :],
                ]
                collection = replace(cycle.collection, journal="\n".join(touched) + "\n")
                verdict = verify(
                    replace(cycle, collection=collection), folder, KeptEvidence(receipts=(told[1],))
                )
                assert verdict.bad != (), (place, name, odd)


def test_verify_sees_a_published_ballot_that_was_touched(circle):
    closed(circle)
    cycle, folder = published(circle)
    file = folder / "ballots/epn.yml"
    file.write_text(file.read_text().replace("60", "59").replace("40", "41"))
    assert [sentence.partition(":")[0] for sentence in verify(cycle, folder).bad] == ["epn "]


def test_opening_twice_writes_the_same_bytes_and_one_journal_entry(circle):
    closed(circle)
    cycle = circle.place.service.community.cycles[0]
    first = opened(circle.place.service, cycle, KEYS[0])
    circle.place.clock.now += timedelta(days=1)
    assert opened(circle.place.service, cycle, KEYS[1]) == first


def test_no_row_of_the_journal_names_a_person(circle):
    closed(circle)
    with circle.place.service.store.read() as connection:
        told = " ".join(connection.execute(select(journal_table.c.facts)).scalars())
    assert "@" not in told
    assert "referent" not in told
