"""A location says where one goes, where one follows from afar, or both."""

import pytest

from chorale.calendars.partners.locations import joins, location


@pytest.mark.parametrize(
    ("text", "place", "address", "link", "online"),
    [
        ("https://v.example/1", "", "", "https://v.example/1", True),
        ("En visio : https://v.example/1?a=1", "", "En visio", "https://v.example/1?a=1", True),
        ("Réunion Microsoft Teams", "", "Réunion Microsoft Teams", "", True),
        ("Skype", "", "Skype", "", True),
        ("Par téléphone", "", "Par téléphone", "", True),
        ("Microsoft Teams Meeting; 1 rue X, 44000 Nantes", "", "1 rue X, 44000 Nantes", "", False),
        ("12 rue X, 35000 Rennes ; https://v.example/1", "", "12 rue X, 35000 Rennes", "https://v.example/1", False),
        ("Salle A, Lyon (https://v.example/1)", "Salle A", "Lyon", "https://v.example/1", False),
        ("4 rue du Zoom, 35000 Rennes", "", "4 rue du Zoom, 35000 Rennes", "", False),
        ("Palais des Congrès\n2 place X\n75017 Paris\nFrance", "Palais des Congrès", "2 place X, 75017 Paris", "", False),
        ("http://plain.example/", "", "", "", False),
        ("", "", "", "", False),
    ],
)  # fmt: skip
def test_a_location_is_an_address_a_link_or_both(text, place, address, link, online):
    found = location(text)
    assert (found.place, found.address, found.link, found.online) == (place, address, link, online)


@pytest.mark.parametrize(
    "address",
    [
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting",
        "https://us02web.zoom.us/j/123?pwd=abc",
        "https://meet.google.com/abc-defg-hij",
        "https://cnfs.webex.com/meet/x",
        "https://bbb.example.fr/b/abc-def-ghi",
        "https://visio.numerique.gouv.fr/abc",
        "https://webconf.numerique.gouv.fr/Salle",
        "https://meet.jit.si/Salle",
    ],
)
def test_an_address_that_joins_a_meeting_is_known(address):
    assert joins(address)


@pytest.mark.parametrize(
    "address", ["https://www.cci.fr/inscription", "https://zoomies.example/", "mailto:a@b.example"]
)
def test_an_address_that_anybody_may_have_is_not_one(address):
    assert not joins(address)
