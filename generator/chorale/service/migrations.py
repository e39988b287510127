"""Migrations of the database's schema: numbered SQL files, each applied once, in order."""

import re

from sqlalchemy import Connection, text

from chorale.files import data

FOLDER = data("service/sql")
_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


def migrations() -> list[tuple[int, str]]:
    """Return (number, SQL) of every migration file, in order; raises ValueError if two share a number."""
    found = {}
    for file in sorted(FOLDER.iterdir()):
        if match := _NAME.fullmatch(file.name):
            if int(match[1]) in found:
                raise ValueError(f"two migrations are numbered {match[1]}")
            found[int(match[1])] = file.read_text(encoding="utf-8")
    return sorted(found.items())


def applied(connection: Connection) -> set[int]:
    """Return the numbers of the migrations that this database has had."""
    return {row.number for row in connection.execute(text("SELECT number FROM migration"))}


def migrate(connection: Connection) -> list[int]:
    """Apply what is missing; return the numbers applied."""
    connection.execute(text("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY)"))
    done = applied(connection)
    todo = [(number, sql) for number, sql in migrations() if number not in done]
    for number, sql in todo:
        for statement in filter(str.strip, sql.split(";\n")):
            connection.execute(text(statement))
        connection.execute(
            text("INSERT INTO migration (number) VALUES (:number)"), {"number": number}
        )
    return [number for number, _ in todo]
