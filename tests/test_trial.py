"""`chorale try`: a newcomer signs up, reads the mail, writes and publishes, on one port, over a copy of the project."""

import re
import socket
from datetime import date
from threading import Thread

import pytest
import uvicorn
from click.testing import CliRunner
from online import axe
from patience import until
from places import FrozenClock, at_noon
from playwright.sync_api import expect
from small_public import SIGN_UP

from chorale import starter, trial
from chorale.__main__ import chorale as program
from chorale.atelier.repository import Repository
from chorale.files import write

WEBINAR = """\
---
title: "Bien démarrer"
audiences: [nouveaux]
sessions:
  - {start: 2026-12-01 10:00, duration: 1h, registration: interne, capacity: 2}
---
Programme.
"""
NOTICE = "Essai sur une copie."
ASKED = starter.Starter(
    name="Le Phare",
    url="https://phare.example/",
    version="0.4.0",
    today=date(2026, 11, 16),
    container=False,
)


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "phare"
    write(folder, starter.files(ASKED))
    (folder / "content/webinars/bien-demarrer.md").write_text(WEBINAR, encoding="utf-8")
    (folder / "content/forms/inscription.yml").write_text(SIGN_UP, encoding="utf-8")
    return folder


@pytest.fixture
def tried(project, tmp_path):
    """Serve a trial as the command does, its clock at noon; return its doors by their words."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = f"http://localhost:{door.getsockname()[1]}"
        clock = FrozenClock(at_noon())
        trial.copy(project, tmp_path / "essai", address)
        made = trial.prepare(tmp_path / "essai", address, clock, lambda _: None, NOTICE)
        server = uvicorn.Server(uvicorn.Config(made.app, log_config=None, access_log=False))
        thread = Thread(target=lambda: server.run(sockets=[door]), daemon=True)
        thread.start()
        until(lambda: server.started)
        yield dict(made.doors), clock
        server.should_exit = True
        thread.join(timeout=30)
        made.close()


@pytest.fixture(params=[{"width": 390, "height": 844}, {"width": 1280, "height": 900}])
def page(chromium, request):
    context = chromium.new_context(viewport=request.param, locale="fr-FR")
    yield context.new_page()
    context.close()


def test_a_newcomer_signs_up_reads_the_mail_and_confirms(tried, page):
    doors, clock = tried
    page.goto(doors["Le site"])
    page.goto(f"{doors['Le site']}agenda/webinaires/bien-demarrer/")
    page.get_by_role("link", name=re.compile("inscrire", re.IGNORECASE)).first.click()
    clock.advance(seconds=20)
    page.get_by_label("Nom").fill("Ada Lovelace")
    page.get_by_label("Adresse").fill("ada@exemple.fr")
    page.get_by_role("button", name="S’inscrire").click()
    page.get_by_role("heading", name="Consultez votre messagerie").wait_for()

    page.goto(doors["Les courriels"])
    until(lambda: page.reload() and page.get_by_role("link", name="Confirmez").count())
    assert axe(page) == []
    page.get_by_role("link", name=re.compile("Confirmez votre inscription")).click()
    assert axe(page) == []
    page.frame_locator("iframe").get_by_role("link", name="Confirmer mon inscription").click()
    page.get_by_role("button", name="Confirmer mon inscription").click()
    expect(page.get_by_role("heading", name="Votre place est confirmée")).to_be_visible()

    page.goto(doors["Les courriels"])
    until(lambda: page.reload() and page.get_by_role("link", name="confirmée").count())
    page.get_by_role("link", name=re.compile("Inscription confirmée")).click()
    with page.expect_download() as joined:
        page.get_by_role("link", name="Pièce jointe : invite.ics").click()
    assert "BEGIN:VEVENT" in joined.value.path().read_text()
    assert (
        page.evaluate("() => document.documentElement.scrollWidth") <= page.viewport_size["width"]
    )


def test_the_operator_opens_the_management_page(tried, page):
    doors, _ = tried
    page.goto(doors["La page de gestion"])
    page.get_by_role("button", name="Entrer").click()
    page.get_by_role("heading", name="Gestion", exact=True).wait_for()


def everything(folder):
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_what_is_written_in_the_atelier_is_published_here_and_never_in_the_project(
    tried, project, page
):
    doors, _ = tried
    before = everything(project)
    page.goto(doors["L'atelier"])
    page.get_by_role("button", name="Entrer", exact=True).click()
    expect(page.get_by_role("heading", name="Bonjour Camille")).to_be_visible()
    expect(page.get_by_role("note")).to_contain_text(NOTICE)
    page.goto(f"{doors['Le site']}atelier/fiche/content/webinars/bien-demarrer.md")
    page.get_by_role("textbox", name="Titre").fill("Bien finir")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".done")).to_be_visible()
    page.goto(f"{doors['Le site']}atelier/publier")
    page.get_by_role("button", name="Préparer la publication").click()
    page.get_by_role("button", name="Mettre en ligne").click()
    expect(page.locator(".done")).to_be_visible()
    page.goto(f"{doors['Le site']}agenda/webinaires/bien-demarrer/")

    expect(page.get_by_role("heading", name="Bien finir", level=1)).to_be_visible()
    assert everything(project) == before
    link = page.get_by_role("link", name=re.compile("inscrire", re.IGNORECASE)).first
    assert link.get_attribute("href").startswith(doors["Le site"])


def test_a_kept_copy_is_taken_up_again_at_another_address_with_what_was_written(project, tmp_path):
    kept = tmp_path / "garde"
    trial.copy(project, kept, "http://localhost:8703")
    (kept / "content/webinars/bien-demarrer.md").write_text(WEBINAR.replace("Bien", "Mal"))
    trial.copy(project, kept, "http://localhost:9000")

    home = (project / "content/community.yml").read_text(encoding="utf-8")
    moved = home.replace('"https://phare.example/"', '"http://localhost:9000/"')
    assert (kept / "content/community.yml").read_text(encoding="utf-8") == moved != home
    assert "Mal démarrer" in (kept / "content/webinars/bien-demarrer.md").read_text()
    assert Repository(kept).run("status", "--porcelain").stdout.split() == [
        "M", "content/community.yml", "M", "content/webinars/bien-demarrer.md",
    ]  # fmt: skip


def test_a_project_is_never_taken_for_a_kept_copy(project):
    before = everything(project)
    words = ["try", "--port", "1", "--keep", str(project), "--project", str(project)]
    with socket.create_server(("127.0.0.1", 0)) as free:
        words[2] = str(free.getsockname()[1])
    done = CliRunner().invoke(program, words)

    said = f"« {project} » n’est ni vide ni un essai gardé : donner un autre dossier"
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (1, said)
    assert everything(project) == before


def test_another_name_of_the_machine_leads_to_the_one_whose_forms_are_taken(tried, page):
    doors, _ = tried
    page.goto(doors["Le site"].replace("localhost", "127.0.0.1"))

    assert page.url == doors["Le site"]


@pytest.mark.parametrize("path", ["nulle-part/", "%2e%2e/%2e%2e/etc/passwd", "courriels/rien/"])
def test_what_is_not_there_is_said_in_french(tried, page, path):
    doors, _ = tried
    shown = page.goto(doors["Le site"] + path)

    assert (shown.status, "Page introuvable" in page.title()) == (404, True)


def test_a_port_that_is_taken_is_said_in_one_sentence(project):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = CliRunner().invoke(program, ["try", "--port", str(port), "--project", str(project)])

    said = f"Impossible d’écouter : « localhost:{port} » : un autre programme l’occupe déjà"
    assert (done.exit_code, done.stderr.strip()) == (1, said)


def test_bad_content_is_told_with_its_place_and_nothing_is_served(project):
    bad = WEBINAR.replace("title:", "titel:")
    (project / "content/webinars/bien-demarrer.md").write_text(bad, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = CliRunner().invoke(program, ["try", "--port", str(port), "--project", str(project)])

    assert done.exit_code == 1
    assert "content/webinars/bien-demarrer.md:2:1: clé inconnue « titel »" in done.stderr.replace(
        "\u00a0", " "
    )
