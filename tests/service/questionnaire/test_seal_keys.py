"""Keys of a cycle: who reads the trial keeps the secret part; what the cycle cannot take is refused."""

from dataclasses import replace

import pytest
from places import make_place
from small_cycle import FILES, KEYS

from chorale.ipm.model import SealKey
from chorale.service.accounts import encryption
from chorale.service.questionnaire import seal_keys
from chorale.service.questionnaire.secretariat import SecretariatError

SECRET = encryption.new_secret()
KEY = SealKey(holder="Relève", recipient=encryption.recipient(SECRET))


@pytest.fixture
def place(tmp_path):
    return make_place(tmp_path, "", FILES)


def cycle_of(place, keys=2):
    found = place.service.community.cycles[0]
    return replace(found, seals=found.seals[:keys])


def test_only_who_keeps_the_secret_part_reads_the_trial_and_its_last_word_is_the_answer(place):
    cycle = cycle_of(place, 1)
    sealed = seal_keys.trial(place.service, cycle, KEY)
    answer = encryption.unseal(sealed, SECRET)

    assert answer.startswith("Essai de la clé du cycle 9 :\n")
    assert seal_keys.proven(place.service, cycle, KEY, answer)
    assert seal_keys.proven(place.service, cycle, KEY, answer.split()[-1].upper())
    other = replace(KEY, recipient=encryption.recipient(KEYS[0]))
    assert not seal_keys.proven(place.service, cycle, other, answer)
    assert not seal_keys.proven(place.service, cycle, KEY, "")
    with pytest.raises(encryption.CannotOpen):
        encryption.unseal(sealed, KEYS[0])


@pytest.mark.parametrize(
    ("holder", "recipient", "keys", "refused"),
    [
        (" ", KEY.recipient, 1, "dire la fonction de qui garde la clé, par exemple « Arbitrage »"),
        ("Relève", "age1abc", 1, "ce n'est pas une clé publique age : elle commence par « age1 » et compte 62 signes"),
        ("Relève", "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z", 1, "cette clé publique est faible : n'importe qui ouvrirait ce qu'elle scelle"),
        ("Relève", f"AGE-SECRET-KEY-1{SECRET}", 1, "ce n'est pas une clé publique age : elle commence par « age1 » et compte 62 signes"),
        ("Relève", encryption.recipient(KEYS[0]), 1, "cette clé est déjà celle de « Arbitrage »"),
        ("arbitrage", KEY.recipient, 1, "« arbitrage » garde déjà une clé : l'autre est à une autre personne"),
        ("Relève", KEY.recipient, 2, "cycle-9 a déjà ses deux clés (Arbitrage, Secours) : dire laquelle remplacer"),
    ],
    ids=["no holder", "short", "weak", "secret", "known", "same holder", "third"],  # the keys are new in each process
)  # fmt: skip
def test_a_key_that_the_cycle_cannot_take_is_refused(place, holder, recipient, keys, refused):
    typed = SealKey(holder=holder, recipient=recipient)
    with pytest.raises(SecretariatError) as told:
        seal_keys.checked(place.service, cycle_of(place, keys), typed)
    assert str(told.value) == refused


def test_after_the_close_the_keys_no_longer_change(place):
    place.clock.advance(days=60)
    with pytest.raises(SecretariatError, match="le questionnaire est clos"):
        seal_keys.checked(place.service, cycle_of(place, 1), KEY)


def test_a_pasted_key_is_taken_without_its_spaces_and_may_replace_one_of_the_two(place):
    cycle = cycle_of(place)
    typed = SealKey(holder="  Relève ", recipient=f" {KEY.recipient}\n")
    assert seal_keys.checked(place.service, cycle, typed, cycle.seals[0].recipient) == KEY
    with pytest.raises(SecretariatError, match="n'est plus celle du cycle"):
        seal_keys.checked(place.service, cycle, typed, "age1autre")


def test_a_key_is_told_aloud_by_twenty_five_digits_that_the_browser_computes_too():
    assert SealKey(holder="A", recipient="age1").aloud == "27135 73303 65053 46930 53167"
