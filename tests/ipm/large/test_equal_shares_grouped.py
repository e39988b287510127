"""A crowd is decided class by class as groups are decided one by one."""

from random import Random

from random_elections import drawn, drawn_rule, possible

from chorale.ipm import decide


def test_the_crowd_engine_agrees_with_the_one_for_a_few_voters(monkeypatch):
    random = Random(2)
    for _ in range(800):
        given, rule = drawn(random, voters=8), drawn_rule(random)
        if not possible(given, rule):
            continue
        few = decide.decide_election(given, rule)
        monkeypatch.setattr(decide, "CROWD", 0)
        crowd = decide.decide_election(given, rule)
        monkeypatch.undo()
        assert (crowd.retained, crowd.wallets) == (few.retained, few.wallets)
        assert [round_.price for round_ in crowd.rounds] == [round_.price for round_ in few.rounds]
        assert [round_.tied for round_ in crowd.rounds] == [round_.tied for round_ in few.rounds]
