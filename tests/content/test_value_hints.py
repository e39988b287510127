"""What is offered instead of a value that a field refuses: what its author meant, or nothing."""

import pytest

from chorale.content import value_hints


@pytest.mark.parametrize(
    ("read", "typed", "meant"),
    [
        *((value_hints.day, one, "2027-01-07") for one in (
            "07/01/2027", "7.1.2027", "2027/01/07", "2027-1-7", "20270107", "7 janvier 2027", "jeudi 7 janvier 2027",
            "07/01/27", "7-janv-27", "7 janv. 2027", "2027-01-07T10:00:00",
        )),
        (value_hints.day, "« 2027-01-07 »", "2027-01-07"),
        (value_hints.day, "1er août 2027", "2027-08-01"),
        (value_hints.day, "31/02/2027", ""),
        (value_hints.day, "demain", ""),
        *((value_hints.hour, one, "14:00") for one in ("14h", "14 H", "à 14 h", "2pm", "2 PM", "14:0", "14:00:00",
            "14h précises", "2h de l'après-midi")),
        (value_hints.hour, "14.30", "14:30"),
        (value_hints.hour, "0830", "08:30"),
        (value_hints.hour, "midi", "12:00"),
        (value_hints.hour, "12am", "00:00"),
        (value_hints.hour, "24:00", "23:59"),
        (value_hints.hour, "25:00", ""),
        (value_hints.hour, "10:00Z", ""),
        *((value_hints.moment, one, "2026-12-29 10:00") for one in (
            "29/12/2026 10:00", "2026-12-29 10h", "2026-12-29T10:00:00", "29 décembre 2026 à 10 h",
            "le 29/12/2026 à 10h",
        )),
        (value_hints.moment, "2026-12-29 10:00+01:00", ""),
        (value_hints.moment, "bientôt", ""),
        *((value_hints.truth, one, "true") for one in ("yes", "On", "1", "vrai")),
        *((value_hints.truth, one, "false") for one in ("no", "OFF", "0", "faux")),
        (value_hints.truth, "peut-être", ""),
        *((value_hints.number, one, "1000") for one in ("1 000", "1_000", "1\u202f000", "1e3", "1 000 €", "+1000", "1000.")),
        (value_hints.number, "12,5", "12.5"),
        (value_hints.number, ".5", "0.5"),
        (value_hints.number, "1 000 000,50 jours", "1000000.50"),
        *((value_hints.number, one, "") for one in ("60%", "1/3", "NaN", "0x1F", "-5", "12 34", "de 12 à 14", "٣")),
        (value_hints.amount, "1,200", "écrire « 1200 », ou « 1.2 »"),
        (value_hints.amount, "1.125", "écrire « 1125 », ou « 1.1250 »"),
        (value_hints.amount, "12.000", "écrire « 12000 », ou « 12 »"),
        (value_hints.amount, "0,125", "écrire « 0.125 »"),
        (value_hints.amount, "12,5", "écrire « 12.5 »"),
        (value_hints.whole, "100 places", "100"),
        *((value_hints.whole, one, "1200") for one in ("1.200", "1,200", "1 200", "1200.0", "1200,00")),
        (value_hints.whole, "12,5", ""),
        *((value_hints.length, one, "1h30") for one in ("1,5h", "1.5 heures", "1 h 30", "90 minutes", "1 heure 30")),
        (value_hints.length, "1 heure", "1h"),
        (value_hints.length, "45 mn", "45min"),
        (value_hints.length, "1h75", "2h15"),
        *((value_hints.length, one, "") for one in ("60", "-1h", "0h", "99999h", "une heure")),
    ],
)  # fmt: skip
def test_what_was_meant_is_offered_or_nothing(read, typed, meant):
    assert read(typed) == meant
