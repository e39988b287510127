"""The store: the tables that the program knows are those that the migrations make; a write is whole or nothing."""

from importlib import import_module

import pytest
from sqlalchemy import inspect, text

from chorale.service import tables as service_tables
from chorale.service.settings import Misconfigured
from chorale.service.store import Busy, Store, migrate, migrations

import_module("chorale.service.public_tables")
import_module("chorale.service.staff_tables")


@pytest.fixture
def store(tmp_path):
    made = Store(f"sqlite:///{tmp_path / 'a.sqlite'}")
    made.prepare()
    yield made
    made.close()


def test_the_migrations_make_the_tables_that_the_program_knows(store):
    found = inspect(store.engine)
    for table in service_tables.metadata.sorted_tables:
        columns = {
            column["name"]: (str(column["type"]), column["nullable"])
            for column in found.get_columns(table.name)
        }
        known = {
            column.name: (
                "INTEGER" if str(column.type) == "INTEGER" else "TEXT",
                column.nullable or column.primary_key,
            )
            for column in table.columns
        }
        assert {name: kind for name, (kind, _) in columns.items()} == {
            name: kind for name, (kind, _) in known.items()
        }
        assert found.get_pk_constraint(table.name)["constrained_columns"] == [
            column.name for column in table.primary_key
        ]
    assert set(found.get_table_names()) - {"migration"} == {
        table.name for table in service_tables.metadata.sorted_tables
    }


def test_a_migration_is_applied_once(store):
    with store.write("migration") as connection:
        assert migrate(connection) == []
    assert [number for number, _ in migrations()] == sorted({number for number, _ in migrations()})


def test_a_write_that_fails_leaves_nothing(store):
    def fail(connection):
        connection.execute(text("INSERT INTO migration VALUES (9999)"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.write() as connection:
        fail(connection)
    with store.read() as connection:
        assert (
            connection.execute(text("SELECT count(*) FROM migration WHERE number = 9999")).scalar()
            == 0
        )


def test_sqlite_keeps_what_it_acknowledges(store):
    with store.read() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_database_that_does_not_answer_is_said_busy():
    unreachable = Store("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Busy), unreachable.read():
        pass


@pytest.mark.parametrize("url", ["mysql://x/y", "n'importe quoi", "sqlite://"])
def test_an_unusable_address_is_told_in_one_sentence(url):
    with pytest.raises(Misconfigured, match="CHORALE_DATABASE_URL"):
        Store(url)
