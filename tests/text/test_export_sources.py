"""An export of WordPress or Ghost: paragraphs that nothing marks, summaries, states, and what only its site could draw."""

import json

from chorale.text.letter_sources import read

RSS = (
    '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/" '
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel>{}</channel></rss>'
)
ITEM = (
    "<item><title>{title}</title><wp:post_type>{kind}</wp:post_type><wp:status>{state}</wp:status>"
    "<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded><content:encoded><![CDATA[{words}]]></content:encoded></item>"
)


def wordpress(words, title="Le phare", kind="post", state="publish", excerpt=""):
    item = ITEM.format(words=words, title=title, kind=kind, state=state, excerpt=excerpt)
    found = read("export.xml", RSS.format(item).encode())
    return [(one.title, one.markdown, one.summary) for one in found.parts], found.doubts


def test_old_texts_keep_their_paragraphs_and_their_lines_around_a_list():
    words = "Un\nsuite\n\n<b>Deux</b>\n\n<ul>\n \t<li>a</li>\n \t<li>b</li>\n</ul>\nTrois\n<!--more-->\n\nQuatre"

    assert wordpress(words) == (
        [("Le phare", "Un  \nsuite\n\n**Deux**\n\n- a\n- b\n\nTrois\n\nQuatre\n", "")],
        (),
    )


def test_what_the_other_site_drew_is_told_and_the_words_of_a_caption_stay():
    words = '[gallery ids="1,2"]\n\n[caption id="a"]Une légende[/caption]\n\n[vc_row width="1"]Des mots[/vc_row] [note]'
    blocks = '<!-- wp:latest-posts {"n":3} /--><!-- wp:paragraph --><p>Il rouvre.</p><!-- /wp:paragraph -->'

    assert wordpress(words) == (
        [("Le phare", "Une légende\n\nDes mots \\[note]\n", "")],
        ("« Le phare » : « gallery » se faisait sur l'autre site, et n'est pas repris.",),
    )
    assert wordpress(blocks) == (
        [("Le phare", "Il rouvre.\n", "")],
        ("« Le phare » : « latest-posts » se faisait sur l'autre site, et n'est pas repris.",),
    )


def test_the_summary_comes_and_a_text_that_waited_is_told():
    found = wordpress("<p>Il rouvre.</p>", state="future", excerpt="Le phare, enfin.")

    assert found == (
        [("Le phare", "Il rouvre.\n", "Le phare, enfin.")],
        ("« Le phare » était prévu pour plus tard.",),
    )


def test_texts_of_another_kind_are_counted():
    item = ITEM.format(
        words="<p>x</p>", title="Un", kind="tribe_events", state="publish", excerpt=""
    )
    other = ITEM.format(words="<p>y</p>", title="Deux", kind="post", state="publish", excerpt="")
    found = read("export.xml", RSS.format(item + item + other).encode())

    assert [one.title for one in found.parts] == ["Deux"]
    assert found.doubts == ("2\xa0contenus d'un autre genre (« tribe_events ») : laissé.",)


def test_titles_and_summaries_are_words_and_what_few_could_read_is_told():
    shut = wordpress(
        "<p>x</p>",
        title="<![CDATA[La lampe &amp; l&#8217;<em>été</em>]]>",
        excerpt="<p>Un <b>feu</b></p>",
    )
    assert shut == ([("La lampe & l’été", "x\n", "Un feu")], ())

    told = [
        ({"status": "published", "visibility": "paid"}, ("« Feu » était réservé à des membres.",)),
        ({"status": "draft", "visibility": "paid"}, ("« Feu » était un brouillon.",)),
        ({"status": "published", "visibility": "public"}, ()),
    ]
    for facts, doubts in told:
        post = {
            "title": "Feu",
            "html": "<p>x</p>",
            "custom_excerpt": "<i>Un</i> &amp; deux",
            **facts,
        }
        found = read("ghost.json", json.dumps({"db": [{"data": {"posts": [post]}}]}).encode())
        assert ([(one.markdown, one.summary) for one in found.parts], found.doubts) == (
            [("x\n", "Un & deux")],
            doubts,
        )


def test_a_text_behind_a_password_is_told_and_a_sign_that_xml_forbids_stops_nothing():
    item = ITEM.format(words="a\x0bb", title="Feu", kind="post", state="publish", excerpt="")
    shut = item.replace("</item>", "<wp:post_password>abc</wp:post_password></item>")
    found = read("export.xml", RSS.format(shut).encode())

    assert [(one.title, one.markdown) for one in found.parts] == [("Feu", "a b\n")]
    assert found.doubts == ("« Feu » était protégé par un mot de passe.",)


def test_a_mark_of_a_page_builder_that_holds_words_is_told_and_a_closed_one_leaves_nothing():
    words = '[et_pb_text admin_label="x"]Bonjour[/et_pb_text] [et_pb_button button_url="https://x.example/" button_text="Lire"][/et_pb_button] [video mp4="a.mp4"][/video]'

    assert wordpress(words) == (
        [("Le phare", "Bonjour\n", "")],
        (
            "« Le phare » : « et_pb_button » se faisait sur l'autre site, et n'est pas repris.",
            "« Le phare » : « video » se faisait sur l'autre site, et n'est pas repris.",
        ),
    )


def test_ghost_gives_its_summary():
    post = {"title": "Le phare", "html": "<p>Il rouvre.</p>", "custom_excerpt": "Enfin."}
    found = read("ghost.json", json.dumps({"db": [{"data": {"posts": [post]}}]}).encode())

    assert [(one.title, one.summary) for one in found.parts] == [("Le phare", "Enfin.")]
