"""The service serves what was published: a new one at once, the last good one through bad content and restarts."""

import gc
import json
import os
from dataclasses import replace

import pytest
from browsing import Browser
from places import COMMUNITY, ORIGIN, FrozenClock, at_noon
from small_public import FILES, PATH, WEBINAR

from chorale.content import snapshot
from chorale.files import File, store, write
from chorale.garbage import set_aside
from chorale.service.app import Serving, application, create_service
from chorale.service.publication import Publication
from chorale.service.settings import Misconfigured, Settings
from chorale.service.store import Store

OTHER = WEBINAR.replace("Bien démarrer", "Bien finir")
BAD = WEBINAR.replace("title:", "titel:")
SENTENCE = (
    "contenu à corriger d'abord (chorale check) : content/webinars/demarrer.md:2:1: "
    "clé inconnue « titel » ; vouliez-vous dire « title » ?"
)


class Machine:
    """A project, its published folder and its data; each start is a new process over them."""

    def __init__(self, root):
        self.root, self.clock = root, FrozenClock(at_noon())
        self.write("content/community.yml", COMMUNITY)
        for path, text in FILES.items():
            self.write(path, text)
        self.settings = Settings(
            root=root,
            database_url=f"sqlite:///{root / 'var/essai.sqlite'}",
            base_url=ORIGIN,
            folder=root / "var",
            published=root / "build",
        )

    def write(self, path, text):
        write(self.root, [File.of(path, text)])

    def webinar(self, text):
        self.write("content/webinars/demarrer.md", text)

    def publish(self):
        """Leave what a build leaves, without its checks: the service makes its own."""
        (self.root / "build").mkdir(exist_ok=True)
        store(self.root / "build" / snapshot.NAME, snapshot.packed(self.root))

    def start(self):
        publication = Publication.of(self.settings, self.clock)
        community = publication.first()
        data = Store(self.settings.database_url)
        data.prepare()
        service = create_service(self.root, data, self.clock, self.settings, community)
        return Serving(replace(service, refused=publication.refused), publication)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def titles(serving):
    return [webinar.title for webinar in serving().community.webinars]


def test_what_was_published_is_served_not_what_is_being_written(machine):
    machine.publish()
    machine.webinar(OTHER)

    assert titles(machine.start()) == ["Bien démarrer"]


def test_a_new_publication_is_taken_without_a_restart(machine):
    machine.publish()
    serving = machine.start()
    machine.webinar(OTHER)
    machine.publish()
    former = serving()
    serving.look()

    assert titles(serving) == ["Bien finir"]
    assert [webinar.title for webinar in former.community.webinars] == ["Bien démarrer"]
    assert serving().outbox is former.outbox


def test_nothing_new_changes_nothing(machine):
    machine.publish()
    serving = machine.start()
    before = serving()
    serving.look()
    machine.publish()
    serving.look()

    assert serving() is before


def test_the_letters_say_the_new_sender(machine):
    machine.publish()
    serving = machine.start()
    machine.write("content/community.yml", COMMUNITY.replace('Secrétariat"', 'Accueil"', 1))
    machine.publish()
    serving.look()

    assert serving().outbox.sender.name == "Accueil"


@pytest.mark.parametrize("start_again", [False, True])
def test_bad_content_leaves_the_last_good_one_served_and_is_said(machine, start_again):
    machine.publish()
    serving = machine.start()
    machine.webinar(BAD)
    machine.publish()
    if start_again:
        serving = machine.start()
    else:
        serving.look()

    assert titles(serving) == ["Bien démarrer"]
    assert serving().refused == SENTENCE


def test_a_refusal_is_forgotten_once_the_content_is_mended(machine):
    machine.publish()
    serving = machine.start()
    machine.webinar(BAD)
    machine.publish()
    serving.look()
    machine.webinar(OTHER)
    machine.publish()
    serving.look()

    assert (titles(serving), serving().refused) == (["Bien finir"], "")


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 la moitie", b"<html>"])
@pytest.mark.parametrize("start_again", [False, True])
def test_half_a_file_is_refused_and_the_last_good_one_stays(machine, raw, start_again):
    machine.publish()
    serving = machine.start()
    store(machine.root / "build" / snapshot.NAME, raw)
    if start_again:
        serving = machine.start()
    else:
        serving.look()

    assert titles(serving) == ["Bien démarrer"]
    assert serving().refused == "service.zip n'est pas entier : relancer « chorale build »"


def test_a_publication_taken_away_leaves_the_one_that_is_served(machine):
    machine.publish()
    serving = machine.start()
    (machine.root / "build" / snapshot.NAME).unlink()
    serving.look()

    assert (titles(serving), serving().refused) == (["Bien démarrer"], "")


def test_without_a_publication_the_content_is_read_and_kept(machine):
    serving = machine.start()
    machine.webinar(BAD)
    again = machine.start()

    assert titles(serving) == titles(again) == ["Bien démarrer"]
    assert (serving().refused, again().refused) == ("", SENTENCE)


def test_a_first_start_over_bad_content_says_what_to_mend(machine):
    machine.webinar(BAD)
    with pytest.raises(Misconfigured, match="clé inconnue « titel »"):
        machine.start()


def test_a_first_publication_is_taken_from_a_service_that_had_none(machine):
    serving = machine.start()
    machine.webinar(OTHER)
    machine.publish()
    serving.look()

    assert titles(serving) == ["Bien finir"]


def test_commands_go_by_the_content_and_by_what_is_published_when_it_is_bad(machine):
    machine.publish()
    machine.webinar(OTHER)
    publication = Publication.of(machine.settings, machine.clock)

    assert publication.first_of_content().webinars[0].title == "Bien finir"
    machine.webinar(BAD)
    assert publication.first_of_content().webinars[0].title == "Bien démarrer"
    assert publication.refused == SENTENCE


def test_a_full_disk_is_a_refusal_like_another(machine, monkeypatch):
    machine.publish()
    serving = machine.start()
    machine.webinar(OTHER)
    machine.publish()

    def full(*_, **__):
        raise OSError(28, os.strerror(28), "/srv/var/publie")

    monkeypatch.setattr("chorale.service.publication.store", full)
    serving.look()

    assert titles(serving) == ["Bien démarrer"]
    assert serving().refused == "« /srv/var/publie » : le disque est plein"


def test_three_copies_are_kept_on_disk_whatever_is_published(machine):
    machine.publish()
    serving = machine.start()
    for turn in range(5):
        machine.webinar(WEBINAR.replace("Bien démarrer", f"Titre {turn}"))
        machine.publish()
        serving.look()

    copies = [one for one in (machine.root / "var/publie").iterdir() if one.is_dir()]
    assert (titles(serving), len(copies)) == (["Titre 4"], 3)


def test_the_supervisor_and_a_visitor_see_it(machine):
    machine.publish()
    serving = machine.start()
    app = application(serving(), serving.publication)
    browser = Browser(app)
    assert "Bien démarrer" in browser.get(PATH).words
    machine.webinar(BAD)
    machine.publish()
    restarted = machine.start()

    health = Browser(application(restarted())).get("/healthz")
    assert json.loads(health.text) == {"status": "ok", "mail": "ok", "content": "refused"}
    assert Browser(application(restarted())).get(PATH).status == 200


@pytest.fixture
def _collector():
    """Give the garbage collector of the tests back as it was."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("_collector")
def test_the_garbage_collector_passes_over_each_publication_once_a_server_asked_for_it(machine):
    def walked(community):
        return any(one is community for one in gc.get_objects())

    machine.publish()
    serving = machine.start()
    first = serving().community
    seen = [walked(first)]
    set_aside()
    seen.append(walked(first))
    machine.webinar(OTHER)
    machine.publish()
    serving.look()

    assert [*seen, walked(serving().community), serving().community is first] == [
        True,
        False,
        False,
        False,
    ]
