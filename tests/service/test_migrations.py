"""Migrations: the tables that the program knows are those that they make, each applied once."""

from importlib import import_module

import pytest
from sqlalchemy import Integer, inspect

from chorale.service import tables as service_tables
from chorale.service.migrations import migrate, migrations
from chorale.service.store import Store

import_module("chorale.service.public_tables")
import_module("chorale.service.staff_tables")


@pytest.fixture
def store(tmp_path):
    made = Store(f"sqlite:///{tmp_path / 'a.sqlite'}")
    made.prepare()
    yield made
    made.close()


def kind(of):
    """Return the name of a type; whole numbers are alike, however large."""
    return "INTEGER" if isinstance(of, Integer) else str(of)


def test_the_migrations_make_the_tables_that_the_program_knows(store):
    found = inspect(store.engine)
    for table in service_tables.metadata.sorted_tables:
        columns = {
            column["name"]: (kind(column["type"]), column["nullable"])
            for column in found.get_columns(table.name)
        }
        known = {
            column.name: (
                kind(column.type) if isinstance(column.type, Integer) else "TEXT",
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
