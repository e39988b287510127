"""Mails of a cycle in a community's own words: its link, its dates, its answer and its proofs always stand in them."""

from dataclasses import replace
from datetime import UTC, datetime

from places import make_place, words
from small_cycle import FILES, deposit, make_circle

from chorale.service.accounts.people import Person
from chorale.service.questionnaire import announcements, emails
from chorale.service.questionnaire.announcements import Addressee, CloseNews, addressees
from chorale.service.questionnaire.emails import ReminderReason
from chorale.service.questionnaire.schedule import Schedule

PLANNED = Schedule(
    opens=datetime(2026, 11, 16, 8, 0, tzinfo=UTC),
    closes=datetime(2026, 12, 11, 17, 0, tzinfo=UTC),
    ends=datetime(2026, 12, 11, 18, 0, tzinfo=UTC),
)
ADA = Person(
    id="a", scope="cycle-9", group="snp", role="referent", role_word="référente", name="Ada",
    email="ada@exemple.fr", recipient="age1abcdefghijkl",
)  # fmt: skip
OWN = {
    "content/mails/cycle-invitation.yml": (
        'subject: "{Cycle} : à vous, {groupe}"\nsaid: ["Le {cycle} commence.", "Vous êtes {role}."]\nafter: "À bientôt."\n'
    ),
    "content/mails/cycle-accuse.yml": 'said: ["Bien reçu."]\n',
}


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_an_invitation_in_other_words_keeps_its_link_and_its_dates(tmp_path):
    place = make_place(tmp_path, "", {**FILES, **OWN})
    cycle = place.service.community.cycles[0]
    sent = emails.invitation(place.service, cycle, ADA, "CODE", PLANNED)

    assert plain(sent.subject) == "Cycle 9 : à vous, SNP"
    assert plain(sent.text) == (
        "Bonjour Ada,\n\nLe cycle 9 de la priorisation commence.\n\nVous êtes référente.\n\n"
        "Votre lien personnel :\nhttps://chorale.example/participer/acces#CODE\n\n"
        "Ouverture : lundi 16 novembre 2026 à 9 h (heure de Paris)\n"
        "Clôture : vendredi 11 décembre 2026 à 18 h (heure de Paris)\n\n"
        "À bientôt.\n\nSecrétariat\n"
    )


def test_without_a_file_a_reminder_and_a_moved_close_say_the_words_of_origin(tmp_path):
    place = make_place(tmp_path, "", FILES)
    service, cycle = place.service, place.service.community.cycles[0]
    why = ReminderReason(milestone="J-7", drafted=False)
    reminder = emails.reminder(service, cycle, ADA, PLANNED, why)
    news = CloseNews(closes=PLANNED.closes, ends=PLANNED.ends, reason="Une panne.")
    moved = announcements.extension(service, cycle, Addressee(person=ADA, groups=("snp",)), news)

    assert plain(reminder.subject) == (
        "Rappel : la réponse du groupe SNP au cycle 9 de la priorisation est attendue"
    )
    assert plain(reminder.text) == (
        "Bonjour Ada,\n\nLe groupe SNP n'a encore rien déposé.\n\n"
        "Clôture : vendredi 11 décembre 2026 à 18 h (heure de Paris)\n\n"
        "Ouvrez le lien personnel que vous avez reçu. Lien perdu ? Un autre se demande avec votre adresse : "
        "https://chorale.example/participer/mes-donnees/"
        "\n\nSecrétariat\n"
    )
    assert plain(moved.subject) == "Cycle 9 : clôture reportée"
    assert plain(moved.text) == (
        "Bonjour Ada,\n\nLa clôture du questionnaire du cycle 9 de la priorisation est reportée, pour tous les groupes.\n\n"
        "Nouvelle clôture : vendredi 11 décembre 2026 à 18 h (heure de Paris)\nRaison : Une panne.\n\n"
        "Les réponses déjà déposées restent valables ; elles peuvent encore être remplacées.\n\nSecrétariat\n"
    )


def test_a_receipt_in_other_words_keeps_the_answer_and_its_proofs(tmp_path):
    circle = make_circle(tmp_path, files=OWN)
    assert deposit(circle.enter("snp-referent")).status == 303
    (mail, *_) = [one for one in circle.place.post() if one["subject"].startswith("Accusé")]
    said = " ".join(plain(words(mail)).split())

    assert ", Bien reçu. Dépôt n° 1, reçu en ligne le lundi 16 novembre 2026" in said
    assert "- DE-01 (Afficher un délai de paiement) : 60 points" in said
    assert said.index("Si ce n’est pas votre réponse") < said.index(
        "Empreinte du bulletin (SHA-256)"
    )
    assert "Ce que cela ne prouve pas" in said


def test_who_is_in_two_groups_is_told_once_of_what_concerns_every_group(tmp_path):
    place = make_place(tmp_path, "", FILES)
    service, cycle = place.service, place.service.community.cycles[0]
    again = replace(ADA, id="b", group="epn", email="Ada@Exemple.fr")
    ben = replace(ADA, id="c", group="epn", name="Ben", email="ben@exemple.fr")
    news = CloseNews(closes=PLANNED.closes, ends=PLANNED.ends, reason="Une panne.")
    told = addressees([ADA, again, ben])

    assert told == [
        Addressee(person=ADA, groups=("snp", "epn")),
        Addressee(person=ben, groups=("epn",)),
    ]
    assert [announcements.extension(service, cycle, one, news).to for one in told] == [
        "ada@exemple.fr",
        "ben@exemple.fr",
    ]


def test_an_invitation_and_a_reminder_say_where_a_lost_link_is_asked_for(tmp_path):
    place = make_place(tmp_path, "", FILES)
    service, cycle = place.service, place.service.community.cycles[0]
    why = ReminderReason(milestone="J-7", drafted=False)
    letters = (
        emails.invitation(service, cycle, ADA, "CODE", PLANNED),
        emails.reminder(service, cycle, ADA, PLANNED, why),
    )
    door = "Lien perdu ? Un autre se demande avec votre adresse : https://chorale.example/participer/mes-donnees/"

    assert [plain(one.text).split("\n\n")[-2].endswith(door) for one in letters] == [True, True]


def test_a_fresh_link_after_the_close_says_what_it_still_opens(tmp_path):
    place = make_place(tmp_path, "", FILES)
    service, cycle = place.service, place.service.community.cycles[0]

    def note():
        told = emails.fresh_link(service, cycle, ADA, "CODE", PLANNED)
        return plain(told.text).split("\n\n")[1]

    place.clock.now = PLANNED.opens
    assert note() == "Ce lien remplace celui que vous aviez, qui est fermé."
    place.clock.now = PLANNED.ends
    assert note() == (
        "Ce lien remplace celui que vous aviez, qui est fermé. "
        "Le questionnaire est clos : ce lien ouvre les dépôts de votre groupe et leurs accusés."
    )
