"""What an output is shown: the announcement of an event without its text, which its own page alone prints."""

from dataclasses import replace
from datetime import date

from house import GOLDEN

from chorale import memory, publish
from chorale.content.form_model import FormField
from chorale.content.load import load
from chorale.content.sight import seen, sees
from chorale.files import File
from chorale.overrides import TemplateFolders
from chorale.site.agenda import event_pages

COMMUNITY = load(GOLDEN, date(2026, 9, 1)).community


def test_the_announcement_of_an_event_is_all_but_its_text():
    shown = seen(COMMUNITY, "announced")

    assert shown.meetings == tuple(replace(one, body="") for one in COMMUNITY.meetings)
    assert shown.webinars == tuple(replace(one, body="") for one in COMMUNITY.webinars)


def test_an_event_that_asks_to_choose_is_shown_too():
    meal = FormField(name="repas", label="Un repas ?", kind="choice", choices={"oui": "Oui"})
    asking = tuple(replace(one, questions=(meal,)) for one in COMMUNITY.webinars)

    shown = seen(replace(COMMUNITY, webinars=asking), "announced")

    assert [one.questions for one in shown.webinars] == [(meal,)] * len(asking)


def test_lists_are_shown_the_articles_of_a_letter_without_their_words():
    shown = seen(COMMUNITY, "summaries")

    assert [one.title for issue in shown.issues for one in issue.articles] == [
        one.title for issue in COMMUNITY.issues for one in issue.articles
    ]
    assert {(one.body, one.summary != "") for issue in shown.issues for one in issue.articles} == {
        ("", True)
    }
    assert {len(issue.pictures) for issue in shown.issues} == {0}


def test_templates_of_the_community_s_own_may_print_the_words_of_an_article():
    own = replace(COMMUNITY, templates=TemplateFolders(names=frozenset({"site/home.md"})))

    assert seen(own, "summaries").issues == COMMUNITY.issues


def test_what_is_shown_is_the_very_same_as_long_as_nothing_of_it_changes():
    pages = tuple(replace(one, body=f"{one.body}\nUn mot.") for one in COMMUNITY.pages if one.title)
    webinars = tuple(replace(one, body="Autrement dit.") for one in COMMUNITY.webinars)
    before = replace(COMMUNITY, pages=tuple(one for one in COMMUNITY.pages if one.title))
    after = replace(before, pages=pages, webinars=webinars)

    assert seen(before, "titles", "announced") is seen(after, "titles", "announced")
    assert seen(before, "webinars").webinars != seen(after, "webinars").webinars


def test_what_is_told_in_another_order_is_something_else():
    def asking(*keys):
        field = FormField(
            name="repas", label="?", kind="choice", choices={key: key for key in keys}
        )
        webinars = tuple(replace(one, questions=(field,)) for one in COMMUNITY.webinars)
        return seen(replace(COMMUNITY, webinars=webinars), "announced").webinars[0]

    assert list(asking("oui", "non").questions[0].choices) == ["oui", "non"]
    assert list(asking("non", "oui").questions[0].choices) == ["non", "oui"]


def test_the_text_of_an_event_changes_its_own_page_alone():
    webinars = tuple(replace(one, body="Tout autre programme.") for one in COMMUNITY.webinars)
    meetings = tuple(replace(one, body="Tout autre ordre du jour.") for one in COMMUNITY.meetings)
    other = replace(COMMUNITY, webinars=webinars, meetings=meetings)

    changed = {
        output.__module__
        for output in publish.OUTPUTS
        if list(output(COMMUNITY)) != list(output(other))
    }

    assert changed == {event_pages.__name__}


def test_files_that_are_no_text_are_kept_for_the_next_run_too(tmp_path, monkeypatch):
    monkeypatch.setenv(memory.FOLDER, str(tmp_path))
    made = []
    files = [
        File.of("ipm/points.csv", "groupe;points\n"),
        File("ipm/points.ods", b"PK\x03\x04\xff"),
    ]

    def output(community):
        made.append(len(community.cycles))
        return iter(files)

    for _ in range(2):  # each is a run of its own, which remembers nothing but what is on disk
        with memory.opened():
            assert list(sees("cycles", on_disk=True)(output)(COMMUNITY)) == files
    assert made == [len(COMMUNITY.cycles)]
