"""The documented commands hand the letter and its readers to listmonk, Sympa and Brevo, as each documents its door."""

import json
import os
import re
import socket
import subprocess
import sys
from email import message_from_bytes
from email.policy import default

import engine_fakes
import pytest
from engine_fakes import LEAVE, OWN, Brevo, Listmonk, Sympa, listening, served
from house import ROOT
from letter_desk import ISSUE, approved, make_desk

GUIDE = (ROOT / "docs/envoi-de-la-lettre.md").read_text(encoding="utf-8")
PEOPLE = ("ada@exemple.fr,marins", "bob@exemple.fr", "eve@exemple.fr,gardiens")


@pytest.fixture
def desk(tmp_path, monkeypatch):
    made = approved(make_desk(tmp_path, monkeypatch, PEOPLE))
    made.run("subscribers", "remove", "eve@exemple.fr")
    return made


@pytest.fixture
def neutral(desk):
    """Return the letter with the tokens of nobody: subject, HTML, text."""
    assert desk.run("export", ISSUE, "--output", str(desk.project / "neutre.eml"))[0] == 0
    message = message_from_bytes((desk.project / "neutre.eml").read_bytes(), policy=default)
    bodies = [
        message.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("html", "plain")
    ]
    named = [
        body.replace("%%unsubscribe_url%%", LEAVE).replace("%%preferences_url%%", OWN)
        for body in bodies
    ]
    return str(message["Subject"]), *named


def type_commands(desk, engine, **environment):
    """Type what the guide says for an engine; « chorale » is this checkout."""
    section = GUIDE.partition(f"### {engine}\n")[2].partition("\n### ")[0]
    (block,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    command = (
        f'chorale() {{ "{sys.executable}" -m chorale --project "$COMMUNITY" "$@"; }}\n'
        + block.replace("2026-12", ISSUE)
    )
    variables = {
        **os.environ,
        "COMMUNITY": str(desk.project),
        "PYTHONPATH": str(ROOT / "generator"),
        **environment,
    }
    done = subprocess.run(
        ["bash", "-euc", command],
        check=False,
        capture_output=True,
        text=True,
        env=variables,
        cwd=desk.project,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_listmonk_gets_the_readers_and_the_letter_and_outlook_keeps_its_tables(desk, neutral):
    engine = Listmonk()
    with served(engine) as address:
        type_commands(desk, "listmonk", LISTMONK=address, LISTMONK_USER="api_user:jeton")
    (campaign,) = engine.campaigns
    subject, html, text = neutral

    assert list(engine.subscribers) == ["ada@exemple.fr", "bob@exemple.fr"]
    assert [len(one["sujets"]) for one in engine.subscribers.values()] == [1, 0]
    assert (campaign["lists"], campaign["template_id"], campaign["subject"]) == (
        [1],
        2,
        subject,
    )
    assert engine.rendered(campaign["body"]).strip() == html.strip()
    assert engine.rendered(campaign["altbody"], html=False).strip() == text.strip()
    assert html.count("<!--[if mso") > 5
    assert {name for header in campaign["headers"] for name in header} == {"List-Id", "List-Archive", "Auto-Submitted", "Precedence"}  # fmt: skip


def test_brevo_gets_the_readers_and_a_draft(desk, neutral):
    engine = Brevo()
    with served(engine) as address:
        type_commands(desk, "Brevo", BREVO=address, BREVO_KEY="xkeysib-essai")
    (draft,) = engine.campaigns
    subject, html, _ = neutral

    assert engine.contacts == ["ada@exemple.fr", "bob@exemple.fr"]
    assert (draft["recipients"], draft["subject"]) == ({"listIds": [1]}, subject)
    assert engine.rendered(draft["htmlContent"]).strip() == html.strip()


def test_sympa_takes_the_message_for_a_letter_and_adds_its_own_headers(desk, neutral):
    engine = Sympa()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with listening(engine, port) as address:
        type_commands(desk, "Sympa", SMTP=address)
    (message,) = engine.sent
    leave, own = f"{engine.PAGE}/sigrequest/lettre", f"{engine.PAGE}/suboptions/lettre"
    subject, html, text = neutral

    assert (desk.project / "abonnes.txt").read_text().split() == [
        "ada@exemple.fr",
        "bob@exemple.fr",
    ]
    assert (desk.project / "abonnes.txt").stat().st_mode & 0o777 == 0o600
    assert (message["Subject"], message["To"], message["Auto-Submitted"]) == (
        subject,
        engine.ADDRESS,
        None,
    )
    assert (message.get_all("List-Id"), len(message.get_all("List-Unsubscribe"))) == (
        ["<lettre.listes.exemple.fr>"],
        1,
    )
    for kind, expected in (("html", html), ("plain", text)):
        body = message.get_body((kind,)).get_content().replace("\r\n", "\n")
        assert body.strip() == expected.replace(LEAVE, leave).replace(OWN, own).strip()


@pytest.mark.parametrize(
    "wrong",
    [{"lists": []}, {"type": "newsletter"}, {"from_email": "sans adresse"}, {"inconnu": 1}],
)
def test_the_fake_listmonk_refuses_what_the_real_one_would(desk, wrong):
    target = desk.project / "lettre.json"
    assert (
        desk.run(
            "export",
            ISSUE,
            "--engine",
            "listmonk",
            "--list-id",
            "1",
            "--template-id",
            "2",
            "--output",
            str(target),
        )[0]
        == 0
    )
    campaign = json.loads(target.read_text())

    assert engine_fakes._valid(engine_fakes.CAMPAIGN, campaign) == campaign
    with pytest.raises(engine_fakes.Refusal):
        engine_fakes._valid(engine_fakes.CAMPAIGN, campaign | wrong)


def test_a_list_is_handed_by_topic_and_what_is_missing_is_said(desk):
    assert desk.run("subscribers", "export", "--engine", "sympa", "--topic", "gardiens") == (
        0,
        "bob@exemple.fr\n",
    )
    code, said = desk.run("subscribers", "export", "--engine", "sympa", "--topic", "pirates")
    assert (code, said.splitlines()[-1]) == (
        2,
        "Error: sujet inconnu « pirates » ; attendu : gardiens, marins",
    )
    code, said = desk.run("subscribers", "export", "--engine", "brevo")
    assert (code, said.splitlines()[-1]) == (
        2,
        "Error: donner avec --list-id la liste de Brevo qui les reçoit",
    )
