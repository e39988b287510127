"""The minutes as an OpenDocument text: the same bytes whatever the process did before."""

import io
import zipfile
from xml.etree import ElementTree as ET

from odf.draw import Frame
from odf.element import Element
from odf.opendocument import OpenDocumentText

from chorale.site.cycle.minutes_odt import NAMESPACES, Document


def made() -> bytes:
    document = Document("Relevé de décision")
    document.heading("Les points")
    document.table("Points", ("Groupe", "Avis", "Choix", "Écart"), [("Nord", "60", "60", "0")])
    document.table("Points", ("Groupe", "Avis", "Choix", "Écart"), [])
    document.items(["Suite"])
    return document.bytes()


def a_stranger() -> None:
    other = OpenDocumentText()
    frame = Frame(name="Cadre")
    frame.setAttrNS("https://example.org/", "sien", "1")
    other.body.addElement(frame, check_grammar=False)
    other.save(io.BytesIO())


def test_the_bytes_do_not_depend_on_other_documents_of_the_process():
    first = made()
    assert made() == first
    a_stranger()
    assert made() == first


def test_writing_declares_nothing_more():
    made()
    assert Element.namespaces == NAMESPACES


def test_each_part_declares_the_namespaces_that_it_uses():
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    found = {
        name: ET.fromstring(part).tag.rpartition("}")[2]
        for name, part in parts.items()
        if name.endswith(".xml")
    }

    assert found == {
        "META-INF/manifest.xml": "manifest",
        "content.xml": "document-content",
        "meta.xml": "document-meta",
        "styles.xml": "document-styles",
    }
