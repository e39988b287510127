"""Files that procedures write: one line of keys.yml."""

from dataclasses import replace

import pytest
from places import make_place
from small_cycle import FILES, KEYS

from chorale.content.writing import cycle_files
from chorale.ipm.model import SealKey
from chorale.service.accounts import encryption

WRITTEN = FILES["content/ipm/cycle-9/keys.yml"]
KEY = SealKey(holder="Relève", recipient=encryption.recipient(KEYS[0]).replace("q", "p"))


@pytest.fixture
def place(tmp_path):
    return make_place(tmp_path, "", FILES)


def test_the_file_of_the_keys_changes_by_one_line(place):
    found = place.service.community.cycles[0]
    first, second = WRITTEN.splitlines(keepends=True)
    line = f'- {{holder: "Relève", recipient: {KEY.recipient}}}\n'
    held = found.seals

    def declared(keys, text, instead=""):
        return cycle_files.with_key(replace(found, seals=held[:keys]), text, KEY, instead)

    assert declared(1, first) == first + line
    assert declared(2, WRITTEN, held[0].recipient) == line + second
    assert declared(2, WRITTEN, held[1].recipient) == first + line
    assert declared(0, "") == f'- holder: "Relève"\n  recipient: {KEY.recipient}\n'
