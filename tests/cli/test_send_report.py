"""How far a delivery has come is said in French, with its rate and its end, on a terminal as in a log."""

from datetime import datetime
from zoneinfo import ZoneInfo

from chorale.cli import send_report
from chorale.service.delivery.records import LEFT


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_where_a_delivery_stands_has_a_rate_and_an_end():
    now = datetime(2026, 12, 3, 9, 4, 10, tzinfo=ZoneInfo("Europe/Paris"))
    said = [
        plain(send_report.where(*told, now))
        for told in (
            (1200, 20000, 340.4),
            (5, 100, 0.5),
            (2, 60, 0.004),
            (0, 20000, 0.0),
            (20000, 20000, 340.0),
        )
    ]
    assert said == [
        "1 200 sur 20 000, 340 par seconde, fin vers 9 h 05",
        "5 sur 100, 30 par minute, fin vers 9 h 07",
        "2 sur 60",
        "0 sur 20 000",
        "20 000 sur 20 000",
    ]


def test_a_log_has_a_line_now_and_then_and_at_the_end(capsys, monkeypatch):
    moments = iter([0.0, 1.0, 31.0, 40.0, 62.0])
    monkeypatch.setattr(send_report.time, "monotonic", lambda: next(moments))
    with send_report.shown(100, "Europe/Paris") as progress:
        for count in (10, 30, 20, 40):
            progress.advance(count)
        progress.say("le serveur fait attendre")
        progress.say("le serveur fait attendre")

    lines = plain(capsys.readouterr().err).splitlines()
    assert [line.partition(",")[0] for line in lines] == [
        "40 sur 100",
        "100 sur 100",
        "le serveur fait attendre",
    ]


def test_the_account_tells_each_fate_apart():
    counts, why = (
        {"sent": 1998, "refused": 3, "queued": 1, "claimed": 2},
        {LEFT: 2, "550 5.1.1 unknown": 1, "451 later": 1},
    )

    assert (
        plain(send_report.account(counts, why))
        == "1 998 envoyés, 1 refusé, 2 désabonnés entre-temps, 1 à reprendre, 2 en doute"
    )
    assert list(map(plain, send_report.reasons(why))) == [
        "1 destinataire : 550 5.1.1 unknown",
        "1 destinataire : 451 later",
    ]
    assert send_report.account({}, {}) == "personne à servir"
