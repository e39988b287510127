"""Pabulib files: what is read, what is written back, and one French sentence for each fault."""

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_data import ELECTIONS

from chorale.ipm.formats.faults import Malformed, PabulibFault
from chorale.ipm.formats.pabulib import pabulib_text
from chorale.ipm.large.pabulib_reader import read_pabulib
from chorale.site.cycle.fault_sentences import fault_sentence

GOOD = """META
key;value
num_projects;2
num_votes;2
budget;100
vote_type;cumulative
max_sum_points;10
PROJECTS
project_id;cost;name
p1;60;"Un nom ; avec point-virgule"
p2;40.5;Deux
VOTES
voter_id;vote;points
v1;p1,p2;6,4
v2;p2;10
"""

FAULTS = [
    ("budget;100\n", "", "META : « budget » manque."),
    ("budget;100", "budget;0", "META : « budget » vaut 0 ; une enveloppe est supérieure à zéro."),
    ("budget;100", "budget;-5", "META : « budget » : -5 est négatif."),
    ("budget;100", "budget;NaN", "META : « budget » : « NaN » n'est pas un nombre décimal."),
    ("budget;100", "budget;1e3", "META : « budget » : « 1e3 » n'est pas un nombre décimal."),
    ("budget;100", f"budget;{10**300}", f"META : « budget » : « {10**300} » n'est pas un nombre décimal."),
    ("budget;100", "budget;100\nbudget;200", "Ligne 6 : « budget » apparaît deux fois."),
    ("vote_type;cumulative\n", "", "META : « vote_type » manque ; attendu : approval, cumulative, scoring, ordinal, choose-1."),
    ("cumulative", "cumulatif", "META : « vote_type » vaut « cumulatif » ; attendu : approval, cumulative, scoring, ordinal, choose-1."),
    ("num_projects;2", "num_projects;3", "Projets annoncés par META (« num_projects ») : 3 ; présents : 2."),
    ("num_votes;2", "num_votes;9", "Votes annoncés par META (« num_votes ») : 9 ; présents : 2."),
    ("p2;40.5;Deux", "p2;-1;Deux", "Ligne 11 : coût du projet p2 : -1 est négatif."),
    ("p2;40.5;Deux", "p2;inf;Deux", "Ligne 11 : coût du projet p2 : « inf » n'est pas un nombre décimal."),
    ("p2;40.5;Deux", "p2;;Deux", "Ligne 11 : coût du projet p2 : la valeur est vide."),
    ("p2;40.5;Deux", "p1;40.5;Deux", "Ligne 11 : « p1 » apparaît deux fois."),
    ("p2;40.5;Deux", "p2;40.5;Deux;trop", "Ligne 11 : 4 colonnes au lieu de 3."),
    ("project_id;cost;name", "project_id;prix;name", "Ligne 9 : la colonne « cost » manque."),
    ("v2;p2;10", "v1;p2;10", "Ligne 15 : « v1 » apparaît deux fois."),
    ("v2;p2;10", ";p2;10", "Ligne 15 : « voter_id » est vide."),
    ("v2;p2;10", "v2;p9;10", "Ligne 15 : le vote cite « p9 », qui n'est pas un projet."),
    ("v2;p2;10", "v2;p2,p2;5,5", "Ligne 15 : le vote cite deux fois « p2 »."),
    ("v2;p2;10", "v2;p2;5,5", "Ligne 15 : projets cités : 1 ; valeurs de points : 2."),
    ("v2;p2;10", "v2;p2;11", "Ligne 15 : 11 points donnés, 10 au plus."),
    ("v2;p2;10", "v2;p2;-1", "Ligne 15 : points : -1 est négatif."),
    ("v2;p2;10", "v2;p2", "Ligne 15 : la colonne « points » est vide."),
    ("voter_id;vote;points", "voter_id;vote;notes", "Ligne 13 : la colonne « points » manque."),
    (GOOD[GOOD.index("VOTES"):], "", "La table VOTES manque ou est vide."),
    (GOOD[GOOD.index("p1;60"):GOOD.index("VOTES")], "", "Table PROJECTS : aucun projet."),
    (GOOD, "", "La table META manque ou est vide."),
    ("cumulative\nmax_sum_points;10", "choose-1", "Ligne 13 : 2 projets choisis, un seul attendu (choose-1)."),
    ("cumulative\nmax_sum_points;10", "ordinal\nmax_length;1", "Ligne 14 : 2 projets classés, 1 au plus (« max_length »)."),
    ("Deux", "x" * 140_000, "Ligne 11 : ligne illisible (field larger than field limit (131072))."),
    ("META\n", "BONJOUR\n", "Ligne 1 : un fichier .pb commence par la table META."),
]  # fmt: skip


def test_a_good_file_says_what_it_says():
    read = read_pabulib(GOOD)
    assert read.election.costs == (60, Fraction("40.5"))
    assert read.election.ballots == ({0: 6, 1: 4}, {1: 10})
    assert read.names == {"p1": "Un nom ; avec point-virgule", "p2": "Deux"}


@pytest.mark.parametrize(("found", "written", "sentence"), FAULTS)
def test_each_fault_is_one_french_sentence(found, written, sentence):
    with pytest.raises(Malformed) as fault:
        read_pabulib(GOOD.replace(found, written, 1))
    assert fault_sentence(fault.value) == sentence


def test_every_fault_of_a_pabulib_file_is_found_in_one_of_these_files():
    found = set()
    for before, after, _ in FAULTS:
        with pytest.raises(Malformed) as fault:
            read_pabulib(GOOD.replace(before, after, 1))
        found.add(fault.value.fault)

    assert found == set(PabulibFault)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_damaged_file_ever_ends_in_a_traceback(data):
    lines = GOOD.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place] = data.draw(
            st.sampled_from(
                [
                    "",
                    ";",
                    lines[place][::-1],
                    lines[place] + ";",
                    '"',
                    "VOTES",
                    "\x00",
                    "META",
                    "é;–;½",
                ]
            )
        )
    with suppress(Malformed):
        read_pabulib("\n".join(lines))


@pytest.mark.parametrize(
    ("kind", "votes", "ballots"),
    [
        ("approval", "voter_id;vote\nv1;p1,p2\nv2;\n", ({0: 1, 1: 1}, {})),
        ("choose-1", "voter_id;vote\nv1;p1\nv2;p2\n", ({0: 1}, {1: 1})),
        ("ordinal", "voter_id;vote\nv1;p2,p1\nv2;p1\n", ({1: 2, 0: 1}, {0: 2})),
        (
            "scoring",
            "voter_id;vote;points\nv1;p1,p2;0,4.5\nv2;p1;3\n",
            ({1: Fraction("4.5")}, {0: 3}),
        ),
    ],
)
def test_every_kind_of_ballot_is_read_and_written_back(kind, votes, ballots):
    head = GOOD[: GOOD.index("voter_id;vote")].replace("cumulative\nmax_sum_points;10", kind)
    read = read_pabulib(head + votes)
    assert read.election.ballots == ballots
    again = read_pabulib(pabulib_text(read.election, read.meta, read.names, ["p1"]))
    assert (again.election.ballots, again.selected) == (ballots, ("p1",))
    assert replace(again.election, themes=()) == replace(read.election, themes=())


@pytest.mark.parametrize("path", sorted(ELECTIONS.glob("*.pb")), ids=lambda path: path.stem)
def test_a_real_election_is_written_back_as_it_was_read(path):
    read = read_pabulib(path.read_text(encoding="utf-8"))
    again = read_pabulib(pabulib_text(read.election, read.meta, read.names, read.selected))
    assert (again.election, again.selected) == (read.election, read.selected)
