"""What is asked for while another ask is served: served together, each with its own answer, fault or patience."""

import threading
from concurrent.futures import ThreadPoolExecutor

from patience import until

from chorale.service.crowds import Crowd
from chorale.service.group_commit import OutOfPatience
from chorale.service.store import Busy


class Counter:
    """Doubles numbers once it is told to, and keeps which were asked together."""

    def __init__(self, of_all=()):
        self.calls, self.opened = [], threading.Event()
        self.crowd = Crowd(self.serve, of_all)

    def serve(self, numbers):
        self.calls.append(list(numbers))
        self.opened.wait()
        if 0 in numbers:
            raise ZeroDivisionError
        if 13 in numbers:
            raise Busy("fell")
        return [2 * number for number in numbers]

    def told(self, number, patience=60.0):
        try:
            return self.crowd.ask(number, patience)
        except (ZeroDivisionError, Busy, OutOfPatience) as fault:
            return type(fault)

    def all(self, numbers):
        """Have the first be served until all others wait in their order; return what each was told."""
        with ThreadPoolExecutor(len(numbers)) as pool:
            asked = []
            for number in numbers:
                asked.append(pool.submit(self.told, number))
                waiting = len(asked) - 1
                until(lambda many=waiting: self.calls and len(self.crowd.waiting) == many)
            self.opened.set()
            return [one.result() for one in asked]


def test_who_comes_while_another_is_served_is_served_with_the_others_who_wait():
    counter = Counter()

    assert counter.all([1, 2, 3, 4]) == [2, 4, 6, 8]
    assert counter.calls == [[1], [2, 3, 4]]


def test_who_comes_alone_waits_for_nobody():
    counter = Counter()
    counter.opened.set()

    assert [counter.told(1), counter.told(2)] == [2, 4]
    assert counter.calls == [[1], [2]]


def test_the_fault_of_one_is_not_that_of_the_others():
    counter = Counter()

    assert counter.all([1, 2, 0, 4]) == [2, 4, ZeroDivisionError, 8]
    assert counter.calls == [[1], [2, 0, 4], [2], [0], [4]]


def test_a_fault_that_concerns_everybody_is_told_at_once():
    counter = Counter(of_all=(Busy,))

    assert counter.all([1, 2, 13, 4]) == [2, Busy, Busy, Busy]
    assert counter.calls == [[1], [2, 13, 4]]


def test_who_loses_patience_is_served_no_more_and_the_next_is_served():
    counter = Counter()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(counter.told, 1)
        until(lambda: counter.calls)
        assert counter.told(2, 0.01) is OutOfPatience
        counter.opened.set()
        assert first.result() == 2

    assert counter.told(3) == 6
    assert counter.calls == [[1], [3]]


def test_a_crowd_is_answered_each_its_own():
    counter = Counter()
    counter.opened.set()
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(counter.told, range(1, 201)))

    assert answers == [Busy if number == 13 else 2 * number for number in range(1, 201)]
