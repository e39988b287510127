"""Pages of the collected requests: what was written of the need is read as Markdown where it stands."""

from dataclasses import replace
from datetime import date

import markdown
from bs4 import BeautifulSoup
from house import GOLDEN

from chorale.content.load import load
from chorale.site.collected_requests import files


def test_the_need_of_a_request_is_read_as_markdown():
    community = load(GOLDEN, date(2026, 3, 5)).community
    told = replace(community.collected[0], body="\n**Une corne**\n\n- par temps de brume\n")
    written, _ = files(replace(community, collected=(told,)))
    source = written.content.decode().split("---\n", 2)[2]

    shown = BeautifulSoup(markdown.markdown(source, extensions=["md_in_html"]), "html.parser")

    need = shown.find(id="besoin")
    assert [str(one) for one in need.find_next_siblings(["p", "ul"])] == [
        "<p><strong>Une corne</strong></p>",
        "<ul>\n<li>par temps de brume</li>\n</ul>",
    ]
