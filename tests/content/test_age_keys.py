"""Public keys of age: a letter changed is seen, and so is a key that anyone could open."""

import pytest

from chorale.content.age_keys import UNREADABLE, WEAK, fault

SOUND = "age1prhwjheuesw3tfxc0dxafu6w9npn0498nwr2v7wfdm7tnkssvcnqntry9e"
ZERO = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"
ONE = "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqj7vrya"
OF_ORDER_EIGHT = "age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhqqqzyt4v9"


@pytest.mark.parametrize(
    ("recipient", "told"),
    [
        (SOUND, ""),
        (SOUND.upper(), ""),
        (SOUND[:-1] + ("q" if SOUND[-1] != "q" else "p"), UNREADABLE),
        (SOUND[:-1], UNREADABLE),
        ("", UNREADABLE),
        ("age1é", UNREADABLE),
        (ZERO, WEAK),
        (ONE, WEAK),
        (OF_ORDER_EIGHT, WEAK),
    ],
)
def test_what_is_wrong_with_a_public_key(recipient, told):
    assert fault(recipient) == told
