"""A description becomes Markdown that shows its words and nothing else, codes and joining addresses taken out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorale.calendars.partners.descriptions import description
from chorale.text.markdown import markdown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ordre du jour\n*à venir*", "Ordre du jour  \n\\*à venir\\*"),
        ("Avant\n- un\n• deux\naprès", "Avant\n\n- un\n- deux\n\naprès"),
        ("Voir https://ex.org/a_b.", "Voir <https://ex.org/a_b>."),
        ('<b>Programme</b><br>Voir <a href="https://ex.org/x">ici</a>', "**Programme**  \nVoir [ici](https://ex.org/x)"),
        ("<h1>T</h1><ul><li>a</li><li>b_c</li></ul>", "## T\n\n- a\n- b\\_c"),
        ('<p>a</p><script>alert(1)</script><a href="javascript:x">b</a> <a href="/c">c</a>', "a\n\nb c"),
        ("Programme :\n<b>9h</b> accueil\n<b>10h</b> débat", "Programme :  \n**9h** accueil  \n**10h** débat"),
        ("<p>Un\nmot</p>\n<p>Deux</p>", "Un mot\n\nDeux"),
        ("<h3>Titre</h3>Suite<p>x_y * z == 3 | 4 &lt; 5", "## Titre\n\nSuite\n\nx\\_y \\* z &#61;= 3 &#124; 4 &lt; 5"),
        ("<p>Un&nbsp;:<br>&bull; a<br>&bull; b</p>", "Un :\n\n- a\n- b"),
        ("<blockquote>cité</blockquote>", "> cité"),
        ("<pre>a  b\n  c</pre>", "```\na  b\n  c\n```"),
        ('<a href="tel:+33123">01 23</a> <a href="mailto:a@ex.org">écrire</a>', "01 23 [écrire](mailto:a@ex.org)"),
        ("<span style='display:none'>caché</span><p style='color:red'>vu</p>", "vu"),
        ("<table><tr><td>Heure<td>Quoi<tr><td>10h<td>Accueil</table>", "| Heure | Quoi |\n| --- | --- |\n| 10h | Accueil |"),
        ("!!! note\n==x== et `y\nA && <b", "`!!! note`  \n`==x`&#61;= et `` `y ``  \nA &amp;&amp; &lt;b"),
        ("A | B\nC | D", "A &#124; B  \nC &#124; D"),
        ("`0`0", "`` `0`0 ``"),
        ("&lt;p&gt;Mon texte&lt;/p&gt;&lt;p&gt;Deux&lt;/p&gt;", "Mon texte\n\nDeux"),
        ("a &lt; b", "a `&lt;` b"),
        ("✓ un\n✓ deux", "- ✓ un\n- ✓ deux"),
        ("0)", "0&#41;"),
        ("12345678901. x", "12345678901&#46; x"),
    ],
)  # fmt: skip
def test_words_and_html_become_markdown(text, expected):
    assert description(text).markdown == expected


TEAMS = """Bonjour,
________________________________________________________________________________
Cliquez ici pour rejoindre la réunion : https://teams.microsoft.com/l/meetup-join/19%3ameeting_x
ID de réunion : 123 456 789
Code secret : abCD12
+33 1 23 45 67 89,,123#
________________________________________________________________________________
Renseignements : +33 1 40 00 00 00"""


def test_the_block_of_a_tool_goes_and_the_words_around_it_stay():
    found = description(TEAMS)
    assert found.markdown == "Bonjour,\n\nRenseignements : +33 1 40 00 00 00"
    assert found.joining == ("https://teams.microsoft.com/l/meetup-join/19%3ameeting_x",)
    assert found.secret


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Contact : Mme Durand, 06 12 34 56 78", "Contact : Mme Durand, (numéro retiré)"),
        ("Tél : +33 (0)6.12.34.56.78", "Tél : (numéro retiré)"),
        ("Appeler le 0033 7 12 34 56 78 avant midi", "Appeler le (numéro retiré) avant midi"),
        ("Renseignements au 02 38 11 22 33", "Renseignements au 02 38 11 22 33"),
        ("SIRET 106 12 34 56 78 90", "SIRET 106 12 34 56 78 90"),
    ],
    ids=["spaces", "dots", "abroad", "a desk", "another number"],
)
def test_the_telephone_of_a_person_is_taken_out(text, expected):
    found = description(text)
    assert (found.markdown, found.mobile) == (expected, expected != text)


def test_an_address_with_its_password_is_one_to_join_whoever_keeps_the_room():
    told = "Programme complet sur le site de la fédération : https://salle.ex.org/r/1?x=2&pwd=AbC"
    found = description(told)
    assert found.joining == ("https://salle.ex.org/r/1?x=2&pwd=AbC",)
    assert "AbC" not in found.markdown


def test_a_number_to_dial_goes_with_its_code():
    dial = "+33 1 70 99 01 02, 123456789# France, Paris"
    found = description(f"https://teams.microsoft.com/l/meetup-join/1\nPar téléphone\n{dial}")
    assert found.markdown == ""


def test_the_address_behind_a_wrapper_is_the_one_to_join():
    wrapped = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fteams.microsoft.com%2Fl%2Fx&amp;data=1"
    found = description(f'<p>Débat</p><p><a href="{wrapped}">Rejoindre la réunion</a></p>')
    assert found.markdown == "Débat"
    assert found.joining == ("https://teams.microsoft.com/l/x",)


def test_a_link_that_joins_is_hidden_within_a_sentence():
    found = description("Le débat sera diffusé sur https://zoom.us/j/123 pour tous les agents")
    assert (
        found.markdown
        == "Le débat sera diffusé sur (adresse donnée aux participants) pour tous les agents"
    )


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("Composer le 01 23 45 67 89 code 445566#, puis débat avec la salle", "Composer le 01 23 45 67 89, puis débat avec la salle"),
        ("Réunion\nAccès : 1234", "Réunion"),
        ("Code : 123456 puis débat et échanges avec la salle", "puis débat et échanges avec la salle"),
        ("Code postal : 44000", "Code postal : 44000"),
        ("Le code 2027 des marchés", "Le code 2027 des marchés"),
    ],
)  # fmt: skip
def test_what_is_a_code_beside_an_address_to_join_stays_private(text, public):
    assert description(text, remote=True).markdown == public


@pytest.mark.parametrize(
    ("text", "public", "joining"),
    [
        ("Ordre du jour\nLien de connexion :\nhttps://salle.exemple.fr/9f8e7d\nMerci à tous", "Ordre du jour  \nMerci à tous",
         "https://salle.exemple.fr/9f8e7d"),
        ("Pour rejoindre la réunion : https://conf.exemple.fr/x7", "", "https://conf.exemple.fr/x7"),
        ('<p>Débat</p><a href="https://conf.exemple.fr/x7">Se connecter au webinaire</a>', "Débat", "https://conf.exemple.fr/x7"),
        ("Débat\nJoin the meeting: https://conf.exemple.fr/x7", "Débat", "https://conf.exemple.fr/x7"),
        ("Débat\nzoom.us/j/1234567890", "Débat", "https://zoom.us/j/1234567890"),
        ("Débat\nhttp://bbb.exemple.fr/b/abc-def-ghi", "Débat", "http://bbb.exemple.fr/b/abc-def-ghi"),
        ("Débat\nComposez 27345678901@exemple.webex.com", "Débat", "27345678901@exemple.webex.com"),
        ("Débat\nVidéo : sip:27345678901@webex.com", "Débat", "sip:27345678901@webex.com"),
    ],
)  # fmt: skip
def test_an_address_that_one_is_invited_to_join_stays_private_whoever_keeps_the_room(
    text, public, joining
):
    found = description(text)
    assert (found.markdown, found.joining) == (public, (joining,))


@pytest.mark.parametrize(
    "text",
    [
        "Pour nous rejoindre toute l'année : <https://exemple.fr/adherer>",
        "Inscription : <https://attendee.gotowebinar.com/register/123456>",
        "Lien pour s'inscrire à la réunion : <https://exemple.fr/inscription>",
        "Connectez-vous à Chorus Pro, <https://portail.exemple.fr/>, puis déposez la facture",
        "Accès au parking : <https://exemple.fr/plan>",
    ],
)
def test_an_address_that_anybody_may_follow_stays(text):
    assert description(text.replace("<", "").replace(">", "")).markdown == text


BLOCKS = {
    "teams": "________________________________________________________________________________\nRéunion Microsoft Teams\n"
    "Participez à partir de votre ordinateur ou de votre application mobile\nhttps://teams.microsoft.com/l/meetup-join/19\n"
    "ID de réunion : 371 234 567 890\nMot de passe : Zq8Ab7\nOu composer un numéro (audio uniquement)\n"
    "+33 1 70 99 52 33,,123456789# France, Paris\nID de conférence téléphonique : 123 456 789#\nRechercher un numéro local",
    "zoom": "Participer à la réunion Zoom\nhttps://us02web.zoom.us/j/81234567890?pwd=YWJj\nID de réunion : 812 3456 7890\n"
    "Code d'accès : 123456\nUne touche mobile\n+33170372246,,81234567890#,,,,*123456# France",
    "meet": "Pour participer à la visioconférence, cliquez sur ce lien : https://meet.google.com/abc-defg-hij\n"
    "Sinon, pour participer par téléphone, composez le +33 1 87 40 41 23, puis saisissez ce code : 123 456 789#",
    "webex": "Numéro de la réunion (code d'accès) : 2734 567 8901\nMot de passe de la réunion : Abc123\n"
    "Rejoindre à partir d'un système vidéo\nComposez 27345678901@exemple.webex.com\nRejoindre par téléphone",
}


@pytest.mark.parametrize("tool", BLOCKS)
def test_nothing_stays_of_what_a_tool_writes_around_its_address(tool):
    found = description(f"Ordre du jour\n\n{BLOCKS[tool]}")
    assert (found.markdown, found.secret) == ("Ordre du jour", True)


def test_the_same_words_stay_in_a_text_that_nobody_joins():
    assert description("Le code 2027 des marchés, accès : 1234").markdown == (
        "Le code 2027 des marchés, accès : 1234"
    )


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_plain_words_are_shown_as_they_were_written(words):
    import html
    import re

    text = words.replace("http", "").replace("<", "(").replace("meet", "").strip()
    found = description(text)
    if found.secret or re.search(r"[*•·▪►–—-]\s|^\s*\d+[.)]", text) or "\u2028" in text:
        return
    shown = html.unescape(re.sub(r"<[^>]+>", "", markdown(found.markdown)))
    assert "".join(shown.split()) == "".join(text.split())
