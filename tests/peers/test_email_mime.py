"""munpack, written in C long ago, and Python's own parser take out of each message exactly what was put in."""

import re
import subprocess
from datetime import date
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from html import unescape
from pathlib import Path

import pytest
from house import ROOT
from required import program

from chorale.content.load import load
from chorale.newsletter import letter
from chorale.newsletter.review import issue_files

pytestmark = pytest.mark.peers
SLUGS = ("2018-12", "2022-07")


@pytest.fixture(scope="module")
def letters():
    """Return the files of each real issue, by issue then by name."""
    community = load(ROOT, date(2026, 11, 21)).community
    return {
        issue.slug: {
            Path(file.path).name: file.content for file in issue_files.issue_files(community, issue)
        }
        for issue in letter.sendable(community)
    }


def test_the_two_real_issues_are_here(letters):
    assert tuple(letters) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_munpack_takes_out_both_parts_to_the_byte(letters, slug, tmp_path):
    stored = letters[slug]["email.eml"].replace(
        b"\r\n", b"\n"
    )  # munpack reads mail as a Unix mailbox keeps it
    (tmp_path / "email.eml").write_bytes(stored)
    told = subprocess.run(
        [program("munpack"), "-t", "-f", "email.eml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert re.findall(r"\((.*)\)", told) == ["text/plain", "text/html"]
    assert {path.name for path in tmp_path.iterdir()} == {"email.eml", "part1", "part2"}
    assert (tmp_path / "part1").read_bytes() == letters[slug]["email.txt"]
    assert (tmp_path / "part2").read_bytes() == letters[slug]["email.html"]


@pytest.mark.parametrize("slug", SLUGS)
def test_python_reads_the_same_parts_charset_and_bytes(letters, slug):
    read = message_from_bytes(letters[slug]["email.eml"], policy=policy.default)
    found = [
        (
            part.get_content_type(),
            part.get_content_charset(),
            part["Content-Transfer-Encoding"],
            part.get_payload(decode=True).replace(b"\r\n", b"\n"),
        )
        for part in read.iter_parts()
    ]

    assert (read.get_content_type(), read.defects) == ("multipart/alternative", [])
    assert found == [
        ("text/plain", "utf-8", "quoted-printable", letters[slug]["email.txt"]),
        ("text/html", "utf-8", "quoted-printable", letters[slug]["email.html"]),
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_subject_is_the_title_readers_were_promised(letters, slug):
    raw = message_from_bytes(letters[slug]["email.eml"])["Subject"].replace("\r\n", "")
    read = message_from_bytes(letters[slug]["email.eml"], policy=policy.default)["Subject"]
    title = unescape(re.search(r"<title>(.*?)</title>", letters[slug]["email.html"].decode())[1])

    assert (read, str(make_header(decode_header(raw)))) == (title, title)
