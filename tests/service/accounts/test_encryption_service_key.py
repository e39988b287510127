"""The key of the service is its database's: another one, or none, is refused aloud; a lost one is replaced on purpose."""

import os
import stat
from pathlib import Path

import pytest

from chorale.service.accounts import encryption
from chorale.service.accounts.encryption import renew, service_secret
from chorale.service.operation.backup import backup, restore
from chorale.service.settings import Misconfigured
from chorale.service.store import Store


@pytest.fixture
def store(tmp_path: Path):
    made = Store(f"sqlite:///{tmp_path / 'var/a.sqlite'}")
    made.prepare()
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var/service.key"


def test_the_key_is_made_once_and_stays(store, file):
    first = service_secret(store, file)
    assert (service_secret(store, file), file.read_text().strip()) == (first, first)


def test_another_key_is_refused_and_the_sentence_names_the_right_one(store, file):
    first = service_secret(store, file)
    file.write_text(encryption.new_secret())
    with pytest.raises(Misconfigured, match=f"attendue : {encryption.recipient(first)}"):
        service_secret(store, file)
    file.write_text(first)
    assert service_secret(store, file) == first


def test_a_missing_key_is_not_replaced_in_silence(store, file):
    service_secret(store, file)
    file.unlink()
    with pytest.raises(Misconfigured, match="manque, et la base de données a été écrite avec"):
        service_secret(store, file)
    assert not file.exists()


def test_a_lost_or_stolen_key_is_replaced_on_purpose_and_the_former_one_is_kept(store, file):
    first = service_secret(store, file)
    aside = renew(store, file)
    assert (aside, aside.read_text().strip()) == (file.with_name("service.key.ancienne"), first)
    assert service_secret(store, file) == file.read_text().strip() != first
    file.unlink()
    assert renew(store, file) is None
    assert service_secret(store, file) == file.read_text().strip()


def test_a_restored_database_still_knows_its_key_even_where_the_service_had_started(
    store, file, tmp_path
):
    first = service_secret(store, file)
    backup(store, tmp_path / "copie.gz")
    other = Store(f"sqlite:///{tmp_path / 'ailleurs/b.sqlite'}")
    other.prepare()
    service_secret(other, tmp_path / "ailleurs/service.key")
    restore(other, tmp_path / "copie.gz")
    with pytest.raises(Misconfigured, match="n'est pas la clé de cette base"):
        service_secret(other, tmp_path / "ailleurs/service.key")
    (tmp_path / "ailleurs/service.key").write_text(first)
    assert service_secret(other, tmp_path / "ailleurs/service.key") == first
    other.close()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_what_the_service_writes_is_its_owners_only_whatever_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        store = Store(f"sqlite:///{tmp_path / 'var/a.sqlite'}")
        store.prepare()
        service_secret(store, tmp_path / "var/service.key")
        backup(store, tmp_path / "copie.gz")
        written = [*sorted((tmp_path / "var").iterdir()), tmp_path / "copie.gz"]
        store.close()
    finally:
        os.umask(before)
    assert {file.name for file in written} == {
        "a.sqlite", "a.sqlite-shm", "a.sqlite-wal", "service.key", "copie.gz",
    }  # fmt: skip
    assert {stat.S_IMODE(file.stat().st_mode) for file in written if file.exists()} == {0o600}
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


def test_rights_that_were_too_wide_are_taken_back(tmp_path):
    folder = tmp_path / "var"
    folder.mkdir(mode=0o755)
    (folder / "a.sqlite").touch(mode=0o644)
    store = Store(f"sqlite:///{folder / 'a.sqlite'}")
    store.prepare()
    service_secret(store, folder / "service.key")
    store.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "a.sqlite").stat().st_mode) == 0o600
