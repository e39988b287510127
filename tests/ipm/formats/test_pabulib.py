"""Pabulib files as the format's own checker wants them (pabulib-checker 1.0.8; decidim pull 13671)."""

from dataclasses import replace
from fractions import Fraction

from elections import election

from chorale.ipm.formats.pabulib import pabulib_text

GIVEN = election(
    10, {"A": 5, "B": "6.5", "C": 2}, [{"A": 60, "B": 40}, {"B": 100}], themes={"A": "x"}
)


def test_points_are_a_cumulative_file_with_votes_scores_and_their_most():
    meta = {"comment": "#1: essai.", "rule": "unknown", "edition": "2", "description": "Essai"}
    assert pabulib_text(GIVEN, meta, {"A": "Un ; deux"}, ["B"]) == (
        "META\nkey;value\ndescription;Essai\nnum_projects;3\nnum_votes;2\nbudget;10\nvote_type;cumulative\n"
        "rule;unknown\nedition;2\nmax_sum_points;100\ncomment;#1: essai.\n"
        "PROJECTS\nproject_id;cost;votes;score;name;category;selected\n"
        'A;5;1;60;"Un ; deux";x;0\nB;6.5;2;140;;;1\nC;2;0;0;;;0\n'
        "VOTES\nvoter_id;vote;points\nv000;A,B;60,40\nv001;B;100\n"
    )


def test_approvals_have_votes_and_no_score():
    approvals = replace(GIVEN, ballots=({0: 1, 1: 1}, {1: 1}), kind="approval")
    assert pabulib_text(approvals, {}, {}) == (
        "META\nkey;value\nnum_projects;3\nnum_votes;2\nbudget;10\nvote_type;approval\n"
        "PROJECTS\nproject_id;cost;votes;name;category;selected\n"
        "A;5;1;;x;0\nB;6.5;2;;;0\nC;2;0;;;0\n"
        "VOTES\nvoter_id;vote\nv000;A,B\nv001;B\n"
    )


def test_scores_may_have_decimals():
    scored = replace(GIVEN, ballots=({0: Fraction("4.5")}, {0: 3}), kind="scoring")
    assert "A;5;2;7.5;;x;0" in pabulib_text(scored, {}, {}).splitlines()
