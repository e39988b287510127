"""The letter is sent as it is typed: approved, tried, rehearsed, planned, cancelled, resumed; each refusal in a sentence."""

import fcntl
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from house import ROOT
from letter_desk import ISSUE, approved
from patience import PATIENCE, until
from sqlalchemy import event

from chorale.newsletter.review import online
from chorale.service.delivery import records as delivery_records
from chorale.service.store import Store


def addressees(desk):
    return sorted(
        message_from_bytes(file.read_bytes(), policy=default)["To"] for file in desk.letters()
    )


def test_nothing_leaves_without_an_approval_of_exactly_this_message(desk):
    refusal = f"Error: ce message n’est pas approuvé : le relire, puis « chorale newsletter approve {ISSUE} --by … »\n"
    assert desk.run("send", ISSUE) == (1, refusal)
    approved(desk)
    article = next((desk.project / "content/newsletters" / ISSUE).glob("*.md"))
    article.write_text(
        article.read_text(encoding="utf-8").rstrip() + " Encore.\n", encoding="utf-8"
    )

    assert desk.run("send", ISSUE) == (1, refusal)
    assert desk.run("send", ISSUE, "--at", "2099-01-01 09:00") == (1, refusal)
    assert desk.letters() == []


def test_without_a_server_each_subscriber_has_a_file_and_a_second_sending_serves_only_the_new(
    ready,
):
    assert ready.run("send", ISSUE) == (0, f"3 sur 3\n{ISSUE} : 3 envoyés\n")
    assert addressees(ready) == ["ada@exemple.fr", "bob@exemple.fr", "eve@exemple.fr"]
    dates = [
        message_from_bytes(file.read_bytes(), policy=default)["Date"].datetime
        for file in ready.letters()
    ]
    assert all(abs(datetime.now(UTC) - when) < timedelta(hours=1) for when in dates)
    assert ready.run("send", ISSUE) == (0, f"{ISSUE} : personne à servir\n")

    (ready.project / "abonnes.csv").write_text("adresse\nneuf@exemple.fr\n")
    ready.run("subscribers", "import", str(ready.project / "abonnes.csv"), "--consent", "essai")
    assert ready.run("send", ISSUE) == (0, f"1 sur 1\n{ISSUE} : 1 envoyé\n")


def test_a_topic_reaches_those_who_chose_it_or_chose_none(ready):
    assert ready.run("send", ISSUE, "--topic", "marins", "--dry-run")[1].startswith(
        f"{ISSUE} : 2 destinataires, par des fichiers dans "
    )
    assert ready.run("send", ISSUE, "--topic", "marins")[0] == 0
    assert addressees(ready) == ["ada@exemple.fr", "bob@exemple.fr"]
    code, said = ready.run("send", ISSUE, "--topic", "pirates")
    assert (code, said.splitlines()[-1]) == (
        2,
        "Error: sujet inconnu « pirates » ; attendu : gardiens, marins",
    )


def test_a_rehearsal_and_a_trial_write_nothing_down(desk):
    said = f"{ISSUE} : 3 destinataires, par des fichiers dans {desk.project}/var/courriels ; rien n’est envoyé\n"
    why = f"ce message n’est pas approuvé : le relire, puis « chorale newsletter approve {ISSUE} --by … »"
    assert desk.run("send", ISSUE, "--dry-run") == (1, f"{said}l’envoi serait refusé : {why}\n")
    assert desk.run("send", ISSUE, "--test", "moi@exemple.fr") == (
        0,
        "essai envoyé à moi@exemple.fr ; rien n’est noté\n",
    )
    (trial,) = (desk.project / f"var/courriels/lettres/{ISSUE}-essai").glob("*.eml")

    assert message_from_bytes(trial.read_bytes(), policy=default)["To"] == "moi@exemple.fr"
    assert (desk.letters(), desk.rows("SELECT * FROM delivery")) == ([], [])
    assert desk.run("send", ISSUE, "--test", "pas une adresse") == (
        1,
        "Error: essai non envoyé : adresse refusée\n",
    )


def planned(desk, *, late):
    """Bring a planned hour into the past, or read it."""
    with sqlite3.connect(desk.project / "var/chorale.sqlite") as base:
        if late:
            past = (datetime.now(UTC) - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            base.execute("UPDATE delivery SET due_at = ?", (past,))
        return base.execute("SELECT due_at, state FROM delivery").fetchall()


def test_a_planned_sending_leaves_at_its_hour_once_and_may_be_moved(ready):
    words = f"{ISSUE} partira le jeudi 1er janvier 2099 à 9 h (heure de Paris), par « chorale newsletter send --due »\n"
    assert ready.run("send", ISSUE, "--at", "2099-01-01 09:00") == (0, words)
    assert planned(ready, late=False) == [("2099-01-01T08:00:00.000000Z", "planned")]
    assert (
        "vendredi 2 janvier 2099 à 10 h" in ready.run("send", ISSUE, "--at", "2099-01-02 10:00")[1]
    )
    assert planned(ready, late=False) == [("2099-01-02T09:00:00.000000Z", "planned")]

    assert ready.run("send", "--due") == (0, "")
    assert ready.letters() == []
    planned(ready, late=True)
    assert ready.run("send", "--due") == (0, f"3 sur 3\n{ISSUE} : 3 envoyés\n")
    assert (ready.run("send", "--due"), len(ready.letters())) == ((0, ""), 3)


def test_a_planned_sending_that_cannot_leave_is_told_and_the_next_one_leaves(ready):
    ready.run("send", ISSUE, "--at", "2099-01-01 09:00")
    planned(ready, late=True)
    with sqlite3.connect(ready.project / "var/chorale.sqlite") as base:
        base.execute(
            "INSERT INTO delivery (id, issue, digest, topic, state, due_at, total)"
            " VALUES ('avant', '2001-01', 'x', '', 'planned', '2001-01-01T08:00:00.000000Z', 0)"
        )

    code, said = ready.run("send", "--due")

    assert (code, said.splitlines()[0], len(ready.letters())) == (
        1,
        f"2001-01 : numéro inconnu « 2001-01 » ; attendu : {ISSUE}",
        3,
    )


def forgotten(desk):
    """Bring a planned hour, and the last one at which it may leave, into the past."""
    with sqlite3.connect(desk.project / "var/chorale.sqlite") as base:
        base.execute(
            "UPDATE delivery SET due_at = '2020-01-01T08:00:00.000000Z',"
            " not_after = '2020-01-02T08:00:00.000000Z'"
        )


@pytest.mark.parametrize(
    ("words", "code", "count"),
    [((), 0, 3), (("--cancel",), 0, 0), (("--at", "2099-01-03 09:00"), 0, 0)],
    ids=["sent", "cancelled", "planned anew"],
)
def test_a_letter_whose_hour_is_long_past_leaves_when_somebody_says_so(ready, words, code, count):
    ready.run("send", ISSUE, "--at", "2099-01-01 09:00")
    forgotten(ready)
    late = ready.run("send", "--due")
    held = len(ready.letters())
    said = ready.run("send", ISSUE, *words)

    assert late == (
        1,
        f"{ISSUE} : rien n’est parti depuis plus d’un jour, et la lettre n’est peut-être plus d’actualité ;"
        " l’envoyer sans --due, lui donner une autre heure (--at) ou l’annuler (--cancel)\n",
    )
    assert (held, said[0], len(ready.letters())) == (0, code, count)
    assert ready.run("send", "--due") == (0, "")


def test_the_list_of_sendings_says_where_each_stands(ready):
    assert ready.run("sendings") == (0, "aucun envoi prévu ni fait\n")
    ready.run("send", ISSUE, "--topic", "gardiens", "--at", "2099-01-01 09:00")
    ready.run("send", ISSUE)

    code, said = ready.run("sendings")
    first, second = said.splitlines()

    assert (code, re.sub(r"fini le .* ;", "fini le … ;", first), second) == (
        0,
        f"{ISSUE} : fini le … ; 3 envoyés",
        f"{ISSUE} (gardiens) : prévu le jeudi 1er janvier 2099 à 9 h (heure de Paris), au plus tard le"
        " vendredi 2 janvier 2099 à 9 h (heure de Paris)",
    )


def test_a_timer_sends_nothing_that_nobody_planned(ready):
    assert ready.run("send", ISSUE, "--due") == (0, "")
    assert ready.run("send", "--due") == (0, "")
    assert (ready.letters(), ready.rows("SELECT * FROM delivery")) == ([], [])


def test_a_planned_topic_is_the_one_that_leaves(ready):
    ready.run("send", ISSUE, "--topic", "gardiens", "--at", "2099-01-01 09:00")
    planned(ready, late=True)
    assert ready.run("send", "--due")[0] == 0
    assert addressees(ready) == ["bob@exemple.fr", "eve@exemple.fr"]


def test_a_planned_sending_is_cancelled_and_falls_with_its_approval(ready):
    ready.run("send", ISSUE, "--at", "2099-01-01 09:00")
    assert ready.run("send", ISSUE, "--cancel") == (0, f"{ISSUE} : envoi annulé\n")
    assert ready.run("send", ISSUE, "--cancel")[0] == 1
    ready.run("send", ISSUE, "--at", "2099-01-01 09:00")
    planned(ready, late=True)
    next((ready.project / "content/newsletters" / ISSUE).glob("approvals.*")).unlink()
    code, said = ready.run("send", "--due")
    assert (code, "n’est pas approuvé" in said, ready.letters()) == (1, True, [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--at", "demain"), "« demain » n’est pas un jour et une heure AAAA-MM-JJ HH:MM"),
        (
            ("--at", "2020-01-01 09:00"),
            "--at : cette heure est passée ; sans --at, l’envoi part tout de suite",
        ),
    ],
)
def test_an_hour_that_cannot_be_is_refused(ready, words, said):
    code, output = ready.run("send", ISSUE, *words)

    assert (code, said in output, ready.rows("SELECT * FROM delivery")) == (2, True, [])


def test_a_letter_long_before_its_date_leaves_only_when_somebody_says_so(desk):
    (desk.project / "content/newsletters" / ISSUE / "issue.yml").write_text(
        "title: Lettre de loin\ndate: 2098-12-24\npreheader: Ce que la lettre de ce jour-là dira à ses lecteurs.\n"
        "sections:\n  - article: la-lampe-est-reparee\n"
    )
    approved(desk)
    words = "cette lettre est datée du mercredi 24 décembre 2098 ; elle partirait"
    code, output = desk.run("send", ISSUE)

    assert (code, words in output, "--early" in output, desk.letters()) == (1, True, True, [])
    assert desk.run("send", ISSUE, "--at", "2098-12-21 09:00") == (
        1,
        f"Error: {words} 3 jours avant ; --at « 2098-12-24 09:00 », ou --early pour la laisser partir plus tôt\n",
    )
    assert desk.run("send", ISSUE, "--at", "2098-12-22 09:00")[0] == 0
    assert desk.run("send", ISSUE, "--cancel")[0] == 0
    assert desk.run("send", ISSUE, "--early") == (0, f"3 sur 3\n{ISSUE} : 3 envoyés\n")


def test_who_left_between_the_queue_and_the_sending_is_told_apart(ready, monkeypatch):
    start = delivery_records.start

    def then_leave(connection, *rest):
        start(connection, *rest)
        connection.exec_driver_sql(
            "UPDATE subscription SET state = 'ended' WHERE email = 'bob@exemple.fr'"
        )

    monkeypatch.setattr(delivery_records, "start", then_leave)

    assert ready.run("send", ISSUE) == (0, f"{ISSUE} : 2 envoyés, 1 désabonné entre-temps\n")
    assert addressees(ready) == ["ada@exemple.fr", "eve@exemple.fr"]


class Room:
    """A post room: answers by address, then takes all."""

    def __init__(self, answers):
        self.answers, self.taken = answers, []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, "250 OK")

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.taken += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def room(monkeypatch):
    made = Room({})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(made, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("CHORALE_SMTP_URL", f"smtp://127.0.0.1:{port}")
    yield made
    controller.stop(no_assert=True)


def test_a_server_s_refusals_are_told_by_their_number(ready, room):
    room.answers["bob@exemple.fr"] = "550 5.1.1 <bob@exemple.fr>: unknown user"

    said = f"3 sur 3\n1 destinataire : 550 5.1.1 <…>: unknown user\n{ISSUE} : 2 envoyés, 1 refusé\n"
    assert ready.run("send", ISSUE, "--connections", "1") == (0, said)
    assert sorted(room.taken) == ["ada@exemple.fr", "eve@exemple.fr"]
    states = "SELECT email, state, bounces FROM subscription ORDER BY email"
    assert ready.rows(states) == [
        ("ada@exemple.fr", "active", 0),
        ("bob@exemple.fr", "ended", 1),
        ("eve@exemple.fr", "active", 0),
    ]


def test_a_wrong_password_stops_at_once_and_the_same_command_resumes(ready, room, monkeypatch):
    good = os.environ["CHORALE_SMTP_URL"]
    monkeypatch.setenv("CHORALE_SMTP_URL", good.replace("//", "//compte:faux@"))
    code, said = ready.run("send", ISSUE)
    assert (code, said.splitlines()) == (
        1,
        [
            f"Le serveur fait attendre ou refuse : {good[7:]} n’offre pas d’identification : ôter compte et mot de passe de l’adresse",
            f"{ISSUE} : 3 à reprendre",
            "Error: envoi incomplet : relancer la même commande",
        ],
    )
    monkeypatch.setenv("CHORALE_SMTP_URL", good)
    assert ready.run("send", ISSUE) == (
        0,
        f"reprise : personne n’est servi, 3 à servir\n3 sur 3\n{ISSUE} : 3 envoyés\n",
    )


def test_a_doubt_is_resolved_by_the_log_or_by_a_choice_and_never_guessed(ready, room):
    def doubt():
        with sqlite3.connect(ready.project / "var/chorale.sqlite") as base:
            base.execute("UPDATE dispatch SET state = 'claimed'")
            base.execute("UPDATE delivery SET state = 'running'")

    assert ready.run("send", ISSUE)[0] == 0
    doubt()
    code, said = ready.run("send", ISSUE)
    assert (
        code,
        said.startswith(
            "reprise : personne n’est servi, 3 à servir\n"
            "Error: 3 envois interrompus : seul le serveur sait s’ils sont partis."
        ),
    ) == (1, True)
    assert ready.run("send", ISSUE, "--in-doubt", "sent") == (
        0,
        "reprise : personne n’est servi, 3 à servir\n"
        f"reprise : 3 messages étaient partis, 0 à envoyer\n{ISSUE} : 3 envoyés\n",
    )
    assert len(room.taken) == 3


def test_a_disk_that_refuses_is_said_and_nothing_is_lost(ready):
    folder = ready.project / "var/courriels/lettres"
    folder.mkdir(parents=True)
    (folder / ISSUE).write_text("un fichier à la place du dossier")
    code, said = ready.run("send", ISSUE)
    assert (code, said.splitlines()[-2:]) == (
        1,
        [f"{ISSUE} : 3 à reprendre", "Error: envoi incomplet : relancer la même commande"],
    )
    assert (
        f"Le serveur fait attendre ou refuse : « {folder / ISSUE} » : un fichier est à la place du dossier\n"
        in said
    )
    (folder / ISSUE).unlink()
    assert ready.run("send", ISSUE) == (
        0,
        f"reprise : personne n’est servi, 3 à servir\n3 sur 3\n{ISSUE} : 3 envoyés\n",
    )


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("max_page_count=1", "le disque de la base de données est plein"),
        ("query_only=ON", "la base de données est en lecture seule"),
    ],
)
def test_a_database_that_refuses_is_said_and_nothing_is_sent_twice(ready, monkeypatch, limit, said):
    prepare = Store.prepare

    def limited(self):
        prepare(self)
        event.listen(
            self.engine,
            "begin",
            lambda connection: connection.exec_driver_sql(f"PRAGMA {limit}"),
        )

    many = "adresse\n" + "".join(f"a{n}@exemple.fr\n" for n in range(80))
    (ready.project / "abonnes.csv").write_text(many)
    ready.run("subscribers", "import", str(ready.project / "abonnes.csv"), "--consent", "essai")
    with monkeypatch.context() as broken:
        broken.setattr(Store, "prepare", limited)
        assert ready.run("send", ISSUE) == (1, f"Error: {said}\n")
    assert ready.letters() == []
    assert ready.run("send", ISSUE)[1].endswith(f"{ISSUE} : 83 envoyés\n")


def test_a_second_sending_waits_for_the_end_of_the_first(ready):
    (ready.project / "var").mkdir(exist_ok=True)
    with (ready.project / "var/envoi.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert ready.run("send", ISSUE) == (
            1,
            "Error: un envoi est déjà en cours\n",
        )


def test_an_interrupted_sending_says_how_far_it_came(ready):
    many = "adresse\n" + "".join(f"a{n}@exemple{n % 3}.fr\n" for n in range(60))
    (ready.project / "abonnes.csv").write_text(many)
    ready.run("subscribers", "import", str(ready.project / "abonnes.csv"), "--consent", "essai")
    command = [
        sys.executable,
        "-m",
        "chorale",
        "newsletter",
        "send",
        ISSUE,
        "--pace",
        "6",
        "--project",
        str(ready.project),
    ]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    until(lambda: len(ready.letters()) >= 3 or running.poll() is not None)
    time.sleep(2)  # one letter to each domain is noted; the next leave ten seconds after the first
    running.terminate()
    said = running.communicate(timeout=PATIENCE)[1].replace("\u00a0", " ")

    assert running.returncode == 1
    sent, left = map(
        int, re.search(rf"{ISSUE} : (\d+) envoyés?, (\d+) à reprendre\n", said).groups()
    )
    assert (sent + left, sent, said.splitlines()[-1]) == (
        63,
        len(ready.letters()),
        "Erreur : envoi interrompu : relancer la même commande",
    )
    assert ready.run("send", ISSUE)[1].endswith(f"{ISSUE} : 63 envoyés\n")
    assert len(ready.letters()) == 63


def test_settings_that_would_break_every_link_are_refused_before_anything_is_noted(
    ready, monkeypatch
):
    monkeypatch.setenv("CHORALE_BASE_URL", "https://exemple.fr/?a=1&b")
    code, said = ready.run("send", ISSUE)

    assert (code, said) == (
        1,
        "Error: CHORALE_BASE_URL : « https://exemple.fr/?a=1&b » ne peut pas servir dans un lien de la lettre\n",
    )
    assert ready.rows("SELECT * FROM delivery") == []


def test_nothing_leaves_before_its_pages_are_online(ready, monkeypatch):
    late = {f"https://phare.example/lettres/{ISSUE}/": 404}
    monkeypatch.setattr(online, "ask_server", lambda url: late.get(url, 200))
    said = (
        f"la lettre mène à 1 adresse que le site ne montre pas : https://phare.example/lettres/{ISSUE}/ ; "
        "publier le site (« chorale build », puis le mettre en ligne) avant d’envoyer\n"
    )

    assert ready.run("send", ISSUE) == (1, f"Error: {said}")
    code, planned = ready.run("send", ISSUE, "--at", "2099-01-01 09:00")
    assert (code, planned.splitlines()[0]) == (0, said.strip())
    assert ready.letters() == []


def test_a_site_out_of_reach_is_judged_by_the_last_build(ready, monkeypatch):
    monkeypatch.setattr(online, "ask_server", lambda _: None)
    assert ready.run("send", ISSUE) == (
        0,
        "https://phare.example/ ne répond pas d’ici : vérifié dans build/ seulement\n"
        f"3 sur 3\n{ISSUE} : 3 envoyés\n",
    )
    (ready.project / "build/manifest.json").unlink()
    code, said = ready.run("send", ISSUE)
    assert (code, said) == (
        1,
        "Error: rien ne prouve que les pages de la lettre sont en ligne : https://phare.example/ ne répond pas d’ici "
        "et build/ est vide ; publier le site (« chorale build », puis le mettre en ligne) avant d’envoyer\n",
    )
