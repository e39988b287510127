"""Go's own templates, which listmonk uses, give back each real issue to the byte, Outlook's comments included."""

import json
import os
import subprocess
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from house import ROOT
from required import program

from chorale.content.load import load
from chorale.newsletter import letter
from chorale.newsletter.email import engines

pytestmark = pytest.mark.peers
COMMUNITY = load(ROOT, date(2026, 11, 21)).community
LEAVE, OWN = (
    "https://moteur.example/subscription/a/b",
    "https://moteur.example/subscription/a/b?manage=true",
)
TARGET = engines.EspTarget(lists=(1,), template=2)


@pytest.fixture(scope="module")
def render(tmp_path_factory):
    built = tmp_path_factory.mktemp("go") / "render"
    command = [
        program("go"),
        "build",
        "-o",
        str(built),
        str(Path(__file__).with_name("listmonk_render.go")),
    ]
    subprocess.run(command, check=True, env={**os.environ, "GO111MODULE": "off"})

    def run(campaign):
        done = subprocess.run([built, LEAVE, OWN], input=campaign, check=True, capture_output=True)
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize("issue", letter.sendable(COMMUNITY), ids=lambda issue: issue.slug)
@pytest.mark.parametrize("subject", ["", "Écrire {{ et }} dans un modèle"])
def test_go_renders_what_was_written(render, issue, subject):
    asked = replace(issue, subject=subject or issue.subject)
    made = render(engines.listmonk(COMMUNITY, asked, TARGET).content)
    message = message_from_bytes(engines.eml(COMMUNITY, asked, TARGET).content, policy=default)
    html, text = (
        message.get_body((kind,))
        .get_content()
        .replace("\r\n", "\n")
        .replace("%%unsubscribe_url%%", LEAVE)
        .replace("%%preferences_url%%", OWN)
        for kind in ("html", "plain")
    )

    assert made["subject"] == message["Subject"]
    assert made["body"].strip().replace("&#123;", "{") == html.strip()
    assert made["altbody"].strip() == text.strip()
