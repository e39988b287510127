"""A mistake in a series, a time zone, a programme or a sign-up is said in French with the right word."""

from datetime import date

import pytest

from chorale.content.checks import attendance, forms, programmes
from chorale.content.load import load

HOME = """\
url: "https://essai.example/"
name: "Essai"
timezone: Europe/Paris
audiences: {a: "A"}
sender: {name: "Essai", address: "essai@essai.example", identity: "Essai"}
"""
CHECKS = (*attendance.CHECKS, *programmes.CHECKS, *forms.CHECKS)


@pytest.fixture
def told(tmp_path):
    """Return a function that reads one file and returns what is said of it, each with its line."""

    def read(path, *lines):
        for name, content in (
            ("community.yml", HOME),
            (path, "---\n" + "\n".join(lines) + "\n---\n"),
        ):
            file = tmp_path / "content" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        loaded = load(tmp_path, date(2027, 1, 1))
        found = [*loaded.problems, *(problem for check in CHECKS for problem in check(loaded))]
        return [(problem.source.line, problem.sentence) for problem in found]

    return read


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("weekday: jeudi, from: 2027-01-07, until: 2027-02-01", "« weekday » : trouvé « jeudi », attendu une valeur de la liste ; vouliez-vous dire « thursday » ?"),
        ("weekday: TH, from: 2027-01-07, until: 2027-02-01", "« weekday » : trouvé « TH », attendu une valeur de la liste ; vouliez-vous dire « thursday » ?"),
        ("rank: deuxième, from: 2027-01-07, until: 2027-02-01", "« rank » : trouvé « deuxième », attendu une valeur de la liste ; vouliez-vous dire « second » ?"),
        ("freq: weekly, from: 2027-01-07, until: 2027-02-01", "clé inconnue « freq » ; vouliez-vous dire « interval » ?"),
        ("sauf: [2027-01-14], from: 2027-01-07, until: 2027-02-01", "clé inconnue « sauf » ; vouliez-vous dire « except » ?"),
        ("from: 2027-01-07", "clé « until » absente ; ajouter « until: … »"),
        ("until: 2027-02-01", "série sans premier jour ; ajouter « from: 2027-01-07 10:00 », le premier jour et l'heure"),
        ("from: 2027-01-07, until: 2027-01-01", "aucune séance du 2027-01-07 au 2027-01-01 ; corriger « from » ou « until »"),
        ("from: 2027-01-07, until: 2999-01-01", "plus de 200 séances dans une série ; avancer « until »"),
        ("from: 2027-01-07, until: 2027-02-01, interval: 0", "intervalle « 0 » ; un nombre de semaines, 1 ou plus ; avec « rank », une fois par mois, le retirer"),
        ("from: 2027-01-07, until: 2027-02-01, except: [2027-01-15]", "le 2027-01-15 n'est pas un jour de la série ; vouliez-vous dire « 2027-01-14 » ?"),
        ("from: 2027-01-07, until: 2027-02-01, also: [2027-01-14]", "le 2027-01-14 est déjà un jour de la série ; le retirer de « also »"),
    ],
)  # fmt: skip
def test_a_series_is_answered_with_the_right_words(told, rule, sentence):
    found = told("webinars/x.md", "title: T", f"every: {{{rule}}}")
    assert sentence in [words for _, words in found]


@pytest.mark.parametrize(
    ("zone", "suggestion"),
    [
        ("Guyane", "vouliez-vous dire « America/Cayenne » ?"),
        ("Nouvelle-Calédonie", "vouliez-vous dire « Pacific/Noumea » ?"),
        ("noumea", "vouliez-vous dire « Pacific/Noumea » ?"),
        ("Europe/Pari", "vouliez-vous dire « Europe/Paris » ?"),
        ("../../etc/passwd", ""),
    ],
)
def test_a_time_zone_is_answered_by_its_territory_or_its_town(told, zone, suggestion):
    found = told(
        "webinars/x.md", "title: T", "sessions: [{start: 2027-01-07}]", f"timezone: {zone}"
    )
    sentence = (
        f"« timezone » : trouvé « {zone} », attendu un fuseau horaire, par exemple « Europe/Paris »"
    )
    assert found == [(4, f"{sentence} ; {suggestion}" if suggestion else sentence)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["start: 09:30", "programme: ['09:30 Accueil', {at: '10:00', what: Débat, who: Le support}]"], []),
        (["programme: ['09:30 Accueil']"], [(5, "un déroulé heure par heure sans heure de début ; ajouter l'heure de début, ou retirer « programme »")]),
        (["start: 09:30", "programme: ['10:00 Débat', '09:30 Accueil']"], [(6, "09:30 vient après 10:00 ; mettre le déroulé dans l'ordre")]),
        (["start: 09:30", "programme: ['Accueil à 9 h 30']"], [(6, "« at » : trouvé « Accueil », attendu une heure HH:MM ; par exemple « 14:30 »")]),
        (["start: 09:30", "programme: ['09:30\u00a0Accueil', '09:45 - Débat']"], []),
        (["start: 09:30", "programme: ['9h30 Accueil']"], [(6, "« at » : trouvé « 9h30 », attendu une heure HH:MM ; écrire « 09:30 »")]),
        (["start: 09:30", "speakers: [{fonction: Chef}]"], [(6, "clé « role » absente ; ajouter « role: … »"), (6, "clé inconnue « fonction » ; vouliez-vous dire « role » ?")]),
        (["capacity: 30"], [(5, "un nombre de places sans inscription interne ; ajouter « registration: interne » ou retirer « capacity »")]),
        (["questions: [{name: repas, label: Repas}]"], [(5, "des questions sans inscription interne ; ajouter « registration: interne » ou retirer « questions »")]),
        (["registration: interne", "questions: [{name: name, label: Nom}]"], [(6, "question « name » écrite deux fois ; lui donner un autre nom")]),
    ],
)  # fmt: skip
def test_a_meeting_has_a_programme_speakers_and_a_sign_up_that_hold(told, lines, expected):
    assert told("meetings/m.md", "title: T", "date: 2027-02-11", "city: Brest", *lines) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["every: {until: 2027-04-30}"], []),
        (["sessions: [2027-03-04, 2027-13-01]"], [(5, "« date » : trouvé « 2027-13-01 », attendu une date qui existe")]),
        (["repeat: weekly"], [(5, "clé inconnue « repeat » ; vouliez-vous dire « every » ?")]),
        (["every: {from: 2027-02-11 10:00, until: 2027-04-30}"], [(5, "une heure dans « from » ; l'écrire dans « start », en haut du fichier")]),
        (["every: {weekday: thursday, rank: first, until: 2027-04-30}"], [(3, "le 2027-02-11 n'est pas un jour de la série ; vouliez-vous dire « 2027-03-04 » ?")]),
        (["until: 2027-02-12", "every: {until: 2027-04-30}"],
         [(5, "« until » dans une rencontre qui revient ; faire une rencontre à part de celle qui dure plusieurs jours")]),
        (["moved_from: 2027-02-04", "status: moved", "sessions: [{date: 2027-03-04}]"],
         [(5, "« moved_from » dans une rencontre qui revient ; l'écrire à sa date, dans « sessions »")]),
        (["sessions: [{date: 2027-03-04}, {date: 2027-03-04}]"], [(5, "deux rencontres le 2027-03-04 ; en retirer une")]),
        (["start: 14:00", "sessions: [{date: 2027-03-04, end: 10:00}]"], [(6, "la rencontre finit avant de commencer ; corriger « start » ou « end »")]),
        (["sessions: [{date: 2027-03-04, status: moved}]"],
         [(5, "déplacé sans son ancienne date ; ajouter « moved_from: … »")]),
        (["sessions: [{start: 2027-03-04 10:00}]"],
         [(5, "clé « date » absente ; ajouter « date: … »"), (5, "« start » : trouvé « 2027-03-04 10:00 », attendu une heure HH:MM ; par exemple « 14:30 »")]),
    ],
)  # fmt: skip
def test_a_meeting_that_comes_back_says_what_changes_at_its_date(told, lines, expected):
    assert told("meetings/m.md", "title: T", "date: 2027-02-11", "city: Brest", *lines) == expected
