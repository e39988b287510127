"""Every act is in its journal: each form, of both rooms, has its lines in a table held by every test that sends one."""

from typing import get_args

from witness import ASKED, DRAFTED, HEARD, KEPT_ALONE, SHOWN, WRITTEN

from chorale.atelier.acts import ActKind
from chorale.atelier.web.pages import ROUTES
from chorale.service.app import ROUTES as SERVED

FORMS = {one.path for one in ROUTES if "POST" in one.methods}


def test_each_form_writes_in_the_journal_or_makes_a_draft():
    assert WRITTEN.keys() | DRAFTED == FORMS
    assert WRITTEN.keys() & DRAFTED == {
        "/atelier/contenus/{kind}/nouveau",
        "/atelier/importer",
        "/atelier/importer/articles",
    }
    assert {path for path, _ in SHOWN} <= WRITTEN.keys()


def test_each_kind_of_act_is_written_by_a_form_or_an_address():
    assert {kind for kinds in WRITTEN.values() for kind in kinds} | ASKED == set(get_args(ActKind))


def test_each_form_of_the_service_writes_in_a_journal_or_is_kept_itself_until_it_is_erased():
    assert HEARD.keys() | KEPT_ALONE == {one.path for one in SERVED if "POST" in one.methods}
    assert HEARD.keys() & KEPT_ALONE == set()
