"""A group without ballot: told while the ballots may still move, so that one who answered is not taken for absent."""

import re

from planted import TODAY, copied

from chorale.content.project import inspect

CYCLE, SOUTH = "content/ipm/cycle-1/cycle.yml", "content/ipm/cycle-1/ballots/sud.yml"
ABSENT = (
    "Sud n'a pas répondu : sa part est partagée entre les autres ; si ce groupe a répondu, lire ce qui est dit de son "
    "bulletin (ballots/GROUPE.yml)"
)


def told(root, change):
    """Return what is told of the cycle once a fingerprint is taken off its ballots, and the South's ballot changed."""
    project = copied(root)
    cycle = project / CYCLE
    text = cycle.read_text(encoding="utf-8")
    cycle.write_text(re.sub(r"  (ballots|arbitration): \w{64}\n", "", text), encoding="utf-8")
    change(project / SOUTH)
    return [
        (one.source.path, one.severity, one.sentence)
        for one in inspect(project, TODAY)[1]
        if one.code == "absent" or one.source.path == SOUTH
    ]


def test_a_ballot_that_is_not_there_is_told(tmp_path):
    assert told(tmp_path, lambda ballot: ballot.unlink()) == [(CYCLE, "warning", ABSENT)]


def test_a_ballot_that_cannot_be_read_does_not_make_its_group_absent_in_silence(tmp_path):
    found = told(
        tmp_path, lambda ballot: ballot.write_text("group: sud\npoints: {", encoding="utf-8")
    )

    assert [(path, severity) for path, severity, _ in found] == [
        (SOUTH, "error"),
        (CYCLE, "warning"),
    ]
