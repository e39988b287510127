"""Whatever was sent before stays good after an upgrade, and nothing that was changed, or made for another use, passes."""

from datetime import UTC, datetime

import pytest

from chorale.service import signed_links

IDENTIFIER = "abcdefghij234567"
SENT = "abcdefghij234567izj5ykqp66xrj3rptpjknrsfxr"
NOON = datetime(2026, 11, 28, 12, 0, 0, tzinfo=UTC)


def test_a_link_of_a_letter_sent_by_an_earlier_version_still_says_whose_it_is():
    assert signed_links.ticket("SECRET", "inscription", IDENTIFIER) == SENT
    assert signed_links.holder("SECRET", "inscription", SENT) == IDENTIFIER


def test_who_asked_never_to_be_written_to_again_is_still_known():
    assert (
        signed_links.mac("SECRET", "suppression", "ada@exemple.fr") == "5edcdl2ddw34rprea5eghpybzh"
    )


@pytest.mark.parametrize(
    "written",
    ["", SENT[:-1], SENT + "a", SENT.upper(), "b" + SENT[1:], SENT[:-1] + "é", "%\ud800"],
)
def test_a_link_that_was_changed_is_nobody_s(written):
    assert signed_links.holder("SECRET", "inscription", written) is None


def test_a_link_is_for_one_use_and_one_service():
    assert signed_links.holder("SECRET", "abonnement", SENT) is None
    assert signed_links.holder("AUTRE", "inscription", SENT) is None


def test_the_code_of_a_sheet_handed_out_by_an_earlier_version_still_names_its_group():
    digest = "c632838c3f86faef61340c235d52c725ead8a87efe43e4529be2eb6f4b088ed2"

    assert signed_links.letters(b"SECRET", f"cycle-9|snp|{digest}")[:16] == "6MR4KQN4W5BGS3IY"


def test_a_drawn_number_comes_back_with_its_instant_and_is_for_one_use():
    written = signed_links.draw("SECRET", "page:avis", NOON)
    number, at = signed_links.drawn("SECRET", "page:avis", written)

    assert (len(number), at) == (16, NOON)
    assert signed_links.drawn("SECRET", "page:autre", written) is None
    assert signed_links.drawn("AUTRE", "page:avis", written) is None
    assert signed_links.draw("SECRET", "page:avis", NOON) != written


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "",
        lambda text: text[:-1],
        lambda text: "g" + text[1:],
        lambda text: text.replace(".", "é"),
        lambda text: text + ".x",
        lambda _: "a.b.c",
    ],
)
def test_a_drawn_number_that_was_changed_is_not_ours(spoil):
    written = signed_links.draw("SECRET", "page:avis", NOON)

    assert signed_links.drawn("SECRET", "page:avis", spoil(written)) is None


def test_content_with_its_instant_comes_back_for_its_use_only():
    written = signed_links.dated("SECRET", "openid", "a.b=c", NOON)

    assert signed_links.drawn("SECRET", "openid", written) == ("a.b=c", NOON)
    assert signed_links.drawn("SECRET", "passe", written) is None
