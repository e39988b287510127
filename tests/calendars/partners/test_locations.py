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
        ("33000 Bordeaux et en visio", "", "33000 Bordeaux", "", False),
        ("Bordeaux + Teams", "", "Bordeaux", "", False),
        ("Salle des fêtes, Vif (38)", "Salle des fêtes", "Vif (38)", "", False),
        ("Mairie (3 place X, 31000 Toulouse)", "", "Mairie, 3 place X, 31000 Toulouse", "", False),
        ("Paris XIIe, 207 rue de Bercy", "", "Paris XIIe, 207 rue de Bercy", "", False),
        ("CCI, 35000 Rennes https://maps.app.goo.gl/abcd", "CCI", "35000 Rennes", "", False),
        ("https://www.openstreetmap.org/node/1", "", "", "", False),
        ('<a href="https://maps.google.com/?q=x">CCI</a><br>35000 Rennes', "CCI", "35000 Rennes", "", False),
        ("H&ocirc;tel de ville, 35000 Rennes", "Hôtel de ville", "35000 Rennes", "", False),
        ('<a href="https://zoom.us/j/1">Rejoindre</a>', "", "Rejoindre", "https://zoom.us/j/1", False),
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
        "https://gov.teams.microsoft.us/l/meetup-join/x",
        "https://teams.microsoft.com/meet/31234567890?p=AbCd",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fvisio.exemple.fr%2Fx",
        "https://www.google.com/url?q=https://meet.example.fr/x&sa=D",
        "zoom.us/j/123",
        "https://meet.goto.com/123456789",
        "https://attendee.gotowebinar.com/join/123456",
        "https://g.co/meet/salle",
        "https://app.livestorm.co/p/2b1c/live?s=abc",
        "https://app.klaxoon.com/join/ABC123",
        "https://rendez-vous.renater.fr/salle",
        "https://framatalk.org/salle",
        "https://chime.aws/1234567890",
        "https://kmeet.infomaniak.com/abcdef",
        "https://meet.openrainbow.com/abcdef",
        "https://exemple.adobeconnect.com/salle/",
        "https://bureau.exemple.fr/rooms/abc-def-ghi/join",
        "https://cloud.exemple.fr/call/ab12cd34",
        "sip:27345678901@exemple.webex.com",
        "27345678901@exemple.webex.com",
    ],
)
def test_an_address_that_joins_a_meeting_is_known(address):
    assert joins(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.cci.fr/inscription",
        "https://zoomies.example/",
        "mailto:a@b.example",
        "https://attendee.gotowebinar.com/register/123",
        "https://www.meetup.com/fr/x",
        "https://webinaire.exemple.fr/programme",
        "https://meet.exemple.fr/inscription",
        "https://www.youtube.com/live/abcd",
    ],
)
def test_an_address_that_anybody_may_have_is_not_one(address):
    assert not joins(address)
