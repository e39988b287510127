from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_letter import (
    article,
    changed,
    community,
    cycle,
    full,
    issue,
    meeting,
    november,
    only,
    session,
    webinar,
    with_body,
)

from chorale.content.item_model import Link
from chorale.content.model import (
    ArticleSection,
    CycleSection,
    MeetingsSection,
    Period,
    ReadingsSection,
    WebinarsSection,
)
from chorale.content.published_events import Published
from chorale.former_publication import NONE
from chorale.newsletter import cycle_blocks, letter, web_pages
from chorale.newsletter.email import compose
from chorale.newsletter.email import message as email_message
from chorale.newsletter.review import checks, issue_files
from chorale.service.delivery import mail_merge
from chorale.service.delivery.smtp import as_written
from chorale.text.html_tree import parse


def composed(made):
    return compose.compose(made, only(made))


def part(read, kind):
    return read.get_body((kind,)).get_content().replace("\r\n", "\n")


def lines_of(made, start):
    text = composed(made).text.splitlines()
    return text[text.index(start) :]


def test_every_kind_and_section_is_in_both_parts():
    made = composed(full())
    shown = parse(made.html).words
    for title in (
        "Titre du genre actualite", "Titre du genre pas-a-pas", "Titre du genre bonne-pratique", "Titre du genre temoignage",
        "Titre du genre enquete", "Titre du genre vu-sur-le-web", "Bonjour à toutes et à tous.", "Se rencontrer",
        "Rencontres du 1er au 30\u00a0novembre 2026", "Webinaires du 1er au 30\u00a0novembre 2026",
        "Évolutions\u00a0: où en est le cycle 7 de la priorisation", "Ouvert jusqu’au lundi 30\u00a0novembre 2026.",
    ):  # fmt: skip
        assert title in shown, title
        assert title in made.text, title


def test_the_text_part_reads_like_a_letter():
    made = with_body("Un mot sur le [guide](documentation/guide.md).\n\n## Suite\n\n- un\n- deux")
    assert lines_of(made, "Un article utile")[:17] == [
        "Un article utile",
        "----------------",
        "Actualité — Fournisseurs",
        "",
        "Ce que l’article apporte.",
        "",
        "Un mot sur le guide\u00a0[2].",
        "",
        "Suite",
        "~~~~~",
        "",
        "- un",
        "- deux",
        "",
        "→ Lire cet article en ligne\u00a0[3]",
        "",
        "-" * 72,
    ]


def test_the_text_part_keeps_to_72_columns_but_for_addresses():
    made = composed(full())
    assert [
        line for line in made.text.splitlines() if len(line) > 72 and "https://" not in line
    ] == []


def test_a_table_is_read_row_by_row_under_the_names_of_its_columns():
    made = with_body("| Cas | Geste |\n|---|---|\n| Erreur | Corriger |\n| Doute | Demander |")
    assert lines_of(made, "- Cas\u00a0: Erreur")[:4] == [
        "- Cas\u00a0: Erreur", "  Geste\u00a0: Corriger", "- Cas\u00a0: Doute", "  Geste\u00a0: Demander",
    ]  # fmt: skip


def test_an_abbreviation_is_spelt_out_once_outside_titles_and_no_client_lacks_it():
    body = "## La TVA\n\nLa TVA et la TVA.\n\n*[TVA]: taxe sur la valeur ajoutée"
    made = composed(with_body(body))
    root = parse(made.html)

    assert "La TVA (taxe sur la valeur ajoutée) et la TVA." in made.text
    assert [one.words for one in root.named("p") if "TVA" in one.words] == [
        "La TVA (taxe sur la valeur ajoutée) et la TVA."
    ]
    assert list(root.named("abbr")) == []


def test_bullets_under_a_numbered_step_are_plain():
    made = composed(with_body("1. un\n    - dedans\n2. deux", kind="pas-a-pas"))
    (inside,) = (one for one in parse(made.html).named("li") if one.text == "dedans")

    assert "bold" not in inside.attributes.get("style", "")


def test_an_address_is_numbered_once():
    made = with_body("[Un](https://a.example/) et [deux](https://a.example/).")
    assert "Un\u00a0[2] et deux\u00a0[2]." in composed(made).text
    assert composed(made).text.count("https://a.example/") == 1


@given(st.text(alphabet="ab é\u00a0", max_size=300))
def test_folding_loses_no_word(text):
    folded = compose.fold(text, "- ", "  ")
    assert all(len(line) <= 72 or " " not in line.strip() for line in folded.splitlines())
    assert folded.replace("\n  ", " ").removeprefix("- ").split(" ") == [
        word for word in text.split(" ") if word
    ] or not text.strip(" ")


def test_links_of_the_site_are_absolute_in_an_email():
    assert (
        'href="https://essai.example/documentation/guide/#partie"'
        in composed(with_body("[a](documentation/guide.md#partie)")).html
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//ailleurs.example",
        "/racine",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_could_harm_or_fail_leaves_only_its_words(url):
    made = composed(with_body(f"Voir [ce mot]({url})."))
    assert "Voir ce mot." in parse(made.html).words
    assert url not in made.html


def test_the_email_does_not_depend_on_the_day_it_is_built():
    made = full()
    later = community(
        only(made),
        today=date(2030, 1, 1),
        webinars=made.webinars,
        meetings=made.meetings,
        cycles=made.cycles,
    )
    assert composed(made) == composed(later)


def test_a_cancelled_session_says_so_and_a_past_one_too():
    sections = (WebinarsSection(webinars=Period(from_=date(2026, 11, 1), to=date(2026, 11, 30))),)
    made = community(
        issue(sections=sections, date=date(2026, 11, 15)),
        webinars=(webinar(session(10), session(17, status="cancelled")),),
    )
    assert "- mardi 10\u00a0novembre 2026 à 10\u00a0h (passé)" in composed(made).text
    assert "- mardi 17\u00a0novembre 2026 à 10\u00a0h (annulé)" in composed(made).text


def test_an_empty_period_says_that_nothing_is_announced():
    sections = (WebinarsSection(webinars=Period(from_=date(2026, 12, 1), to=date(2026, 12, 31))),)
    assert "Aucun webinaire annoncé." in composed(community(issue(sections=sections))).text


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            date(2026, 11, 2),
            "Prochaine étape\u00a0: réunion de synthèse, jeudi 5\u00a0novembre 2026.",
        ),
        (
            date(2026, 11, 6),
            "Prochaine étape\u00a0: clôture du questionnaire, jeudi 12\u00a0novembre 2026 à 18\u00a0h.",
        ),
        (
            date(2026, 11, 21),
            "La réunion d’arbitrage du vendredi 20\u00a0novembre 2026 a retenu 1\u00a0demande sur 2\u00a0: 10\u00a0jours-homme pour une enveloppe de 10.",
        ),
    ],
)
def test_a_cycle_says_its_next_milestone_then_what_was_retained(day, sentence):
    made = next(iter(full().cycles))
    speaker = compose.voice(community(issue(date=day), cycles=(made,)), issue(date=day))
    assert letter.cycle_block(speaker, made).sentence == sentence


def test_a_close_put_off_later_is_not_told_by_a_letter_of_before():
    """What the registry of calendars was told is what an old letter says, published again or not."""
    late = replace(
        cycle().milestones, closes=datetime(2026, 11, 18, 18, tzinfo=ZoneInfo("Europe/Paris"))
    )
    line = Published(
        key="ipm-cycle-7-closes", file="content/ipm/cycle-7/cycle.yml", title="Clôture", when="2026-11-12 18:00",
        status="confirmed", changes=0, changed="2026-11-01T00:00:00Z",
    )  # fmt: skip
    again = replace(line, when="2026-11-18 18:00", before="2026-11-10=2026-11-12 18:00")
    words = "clôture du questionnaire, {} novembre 2026 à 18 h."

    def said(day, today, register):
        sections = (CycleSection(ipm="cycle-7"),)
        made = community(
            issue(date=day, sections=sections),
            cycles=(cycle(milestones=late),),
            today=today,
            register=register,
        )
        page = next(one for one in web_pages.files(made) if one.path.endswith("-11/index.md"))
        voices = (composed(made).text, page.content.decode())
        told = [" ".join(one.replace("\u00a0", " ").split()) for one in voices]
        return next(
            one
            for one in ("jeudi 12", "mercredi 18")
            if all(words.format(one) in text for text in told)
        )

    before, after, today = date(2026, 11, 9), date(2026, 11, 11), date(2026, 11, 12)
    assert said(before, today, (line,)) == "jeudi 12"
    assert said(before, today, (again,)) == "jeudi 12"
    assert said(after, today, (again,)) == "mercredi 18"
    assert said(before, before, (line,)) == "mercredi 18"


@pytest.mark.parametrize(
    ("held", "day", "begins"),
    [
        (13, 13, "Prochaine étape : réunion d'arbitrage, vendredi 20 novembre 2026."),
        (13, 14, "La réunion d’arbitrage du vendredi 13 novembre 2026 a retenu 1 demande sur"),
        (27, 26, "Prochaine étape : réunion d'arbitrage, vendredi 27 novembre 2026."),
        (27, 28, "La réunion d’arbitrage du vendredi 27 novembre 2026 a retenu 1 demande sur"),
    ],
)
def test_a_meeting_held_before_or_after_its_planned_day_is_told_from_its_own(held, day, begins):
    made = cycle()
    made = replace(made, arbitration=replace(made.arbitration, date=date(2026, 11, held)))
    told = " ".join(cycle_blocks.standing(made, date(2026, 11, day))[0].split())

    assert told[: len(begins)] == begins


def test_a_cycle_held_but_not_published_is_told_honestly():
    made = cycle(arbitration=None)
    speaker = compose.voice(
        community(issue(date=date(2026, 12, 1)), cycles=(made,)), issue(date=date(2026, 12, 1))
    )
    assert (
        letter.cycle_block(speaker, made).sentence
        == "La réunion d’arbitrage a eu lieu le vendredi 20\u00a0novembre 2026\u202f; son résultat n’est pas encore publié."
    )


def test_readings_are_links_with_words():
    sections = (
        ReadingsSection(
            readings=(Link(url="documentation/guide.md", label="Le guide : tout savoir"),)
        ),
    )
    assert (
        "- Le guide\u00a0: tout savoir\u00a0[2]"
        in composed(community(issue(sections=sections))).text
    )


def test_a_draft_is_in_no_published_folder(tmp_path):
    made = changed(full(), draft=True)
    issue_files.lay(made, tmp_path, NONE)
    assert [*tmp_path.iterdir()] == []
    assert "newsletters/2026-11/email.html" in [
        file.path for file in issue_files.issue_files(made, only(made))
    ]


def test_the_message_says_how_to_leave_on_lines_that_are_whole():
    made = full()
    raw = email_message.build(
        made, only(made), composed(made), email_message.CopyAddress("lettre@essai.example")
    )
    head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert b"List-Unsubscribe: <%%unsubscribe_url%%>" in head
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert b"From: =?utf-8?q?Communaut=C3=A9_d=27essai?= <lettre@essai.example>" in head
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_long_unsubscribe_address_stays_one_click():
    url = "https://essai.example/desabonnement/" + "x" * 200
    made = full()
    sent = compose.Email("o", "p", "<p>a</p>\n", "a\n")
    raw = email_message.build(
        made, only(made), sent, email_message.CopyAddress("a@b.example")
    ).replace(b"%%unsubscribe_url%%", url.encode())
    assert message_from_bytes(raw, policy=policy.default)["List-Unsubscribe"].startswith(f"<{url}>")
    assert b"=?" not in next(
        line for line in raw.split(b"\r\n") if line.startswith(b"List-Unsubscribe:")
    )


def test_an_independent_reader_finds_both_parts_as_they_were_written():
    made = full()
    sent = composed(made)
    read = message_from_bytes(
        email_message.build(made, only(made), sent, email_message.CopyAddress("a@b.example")),
        policy=policy.default,
    )
    assert [one.get_content_type() for one in read.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert part(read, "plain") == sent.text
    assert part(read, "html") == sent.html
    assert (read["Subject"], read["Content-Language"]) == ("Lettre de novembre 2026", "fr")


def test_a_header_cannot_be_injected():
    made = full()
    with pytest.raises(ValueError, match="Header"):
        email_message.build(
            made,
            only(made),
            composed(made),
            email_message.CopyAddress("a@b.example\r\nBcc: c@d.example"),
        )


def test_two_builds_give_the_same_bytes():
    made = full()
    assert [*issue_files.issue_files(made, only(made))] == [
        *issue_files.issue_files(full(), only(made))
    ]


NAMES = ("recipient", "unsubscribe_url", "preferences_url")


def spliced(values):
    made = full()
    sent = composed(made)
    template = mail_merge.compiled(
        email_message.build(made, only(made), sent, email_message.CopyAddress("%%recipient%%")),
        NAMES,
    )
    return sent, as_written(template.copy(values))


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789=-_.~/?", min_size=1, max_size=300))
def test_a_spliced_copy_reads_as_if_it_had_been_built_for_its_reader(path):
    url = f"https://essai.example/{path}"
    sent, raw = spliced(
        {
            "recipient": "lectrice@essai.example",
            "unsubscribe_url": url,
            "preferences_url": f"{url}2",
        }
    )
    read = message_from_bytes(raw, policy=policy.default)
    assert read["To"] == "lectrice@essai.example"
    assert f"<{url}>" in read["List-Unsubscribe"]
    expected = sent.text.replace("%%unsubscribe_url%%", url).replace(
        "%%preferences_url%%", f"{url}2"
    )
    assert part(read, "plain") == expected
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"%%" not in raw


@pytest.mark.parametrize(
    "value",
    [
        "https://a.example/\r\nBcc: x",
        "https://é.example",
        'https://a.example/"onload',
        "https://a.example/?a=1&b=2",
    ],
)
def test_a_value_that_could_break_a_message_is_refused(value):
    with pytest.raises(ValueError, match="valeur refusée"):
        spliced(
            {
                "recipient": "a@b.example",
                "unsubscribe_url": value,
                "preferences_url": "https://a.example/",
            }
        )


def test_a_missing_value_is_an_error():
    with pytest.raises(KeyError):
        spliced({"recipient": "a@b.example"})


def test_an_article_named_by_no_section_is_left_out_of_the_email():
    one, two = article(), article(slug="autre", title="Un autre article")
    made = community(issue(one, two, sections=(ArticleSection(article="un-article"),)))
    assert "Un autre article" not in composed(made).html


def excerpted(body, **more):
    return community(
        issue(
            article("Un premier article."),
            article(body, slug="autre", title="Un autre article", **more),
        )
    )


LONG = "Le début, avec un [guide](documentation/guide.md).\n\n## La suite\n\n1. Ouvrir\n2. Valider"


@pytest.mark.parametrize(
    ("kind", "show", "whole"),
    [
        ("temoignage", None, False),
        ("temoignage", "whole", True),
        ("actualite", None, True),
        ("actualite", "excerpt", False),
    ],
)
def test_an_article_is_shown_whole_or_its_beginning_by_its_kind_or_as_it_says(kind, show, whole):
    made = composed(excerpted(LONG, kind=kind, show=show))
    following = "Lire la suite\u00a0: Un autre article"

    for part in (parse(made.html).words, made.text):
        assert "Le début, avec un guide" in part
        assert "Ce que l’article apporte." in part
        assert ("La suite" in part.replace(following, "")) is whole
        assert ("Valider" in part) is whole
        assert (following in part) is not whole


def test_an_article_of_one_paragraph_has_nothing_to_read_further():
    made = composed(excerpted("Tout est là.", kind="temoignage"))
    assert "Lire la suite" not in made.html + made.text


def test_an_excerpt_that_begins_with_a_list_keeps_its_summary():
    made = composed(excerpted("- un\n- deux\n\nFin.", kind="bonne-pratique"))
    assert lines_of(
        excerpted("- un\n- deux\n\nFin.", kind="bonne-pratique"), "Bonne pratique — Fournisseurs"
    )[:3] == [
        "Bonne pratique — Fournisseurs",
        "",
        "Ce que l’article apporte.",
    ]
    assert "deux" not in made.html + made.text


def test_an_excerpt_announces_nothing_that_is_read_elsewhere():
    made = excerpted("Pour être aidé, **écrivez** :\n\n1. un\n2. deux", kind="bonne-pratique")

    assert lines_of(made, "Pour être aidé, écrivez…")[1] == ""


def test_meetings_stand_day_by_day_and_open_sessions_say_where_to_sign_up():
    sections = (MeetingsSection(meetings=november()), WebinarsSection(webinars=november()))
    meetings = (
        meeting(
            20, slug="b", audiences=("fournisseurs",), registration="https://inscription.example/b"
        ),
        meeting(12, slug="a", audiences=("travaux",)),
    )
    webinars = (
        webinar(
            session(10, registration="interne"),
            session(17, registration="interne", status="cancelled"),
        ),
    )
    made = community(issue(sections=sections), meetings=meetings, webinars=webinars)

    assert [
        line
        for line in composed(made).text.split("\n")
        if (line.startswith(("- ", "  →", "Fournisseurs")) and "20" in line)
        or line == "Fournisseurs"
    ] == [
        "- jeudi 12\u00a0novembre 2026, heure à préciser",
        "- vendredi 20\u00a0novembre 2026, heure à préciser",
        "  → S’inscrire pour le 20\u00a0novembre 2026\u00a0[4]",
        "Fournisseurs",
        "- mardi 10\u00a0novembre 2026 à 10\u00a0h",
        "  → S’inscrire pour le 10\u00a0novembre 2026\u00a0[7]",
        "- mardi 17\u00a0novembre 2026 à 10\u00a0h (annulé)",
    ]
    assert checks.issue_problems(made, only(made), {}) == ()
