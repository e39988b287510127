"""Each mistake that would embarrass the sender, planted alone, with the sentence that tells it."""

from dataclasses import replace
from datetime import date

import pytest
from house import ROOT
from small_letter import article, changed, community, full, issue, only, png, with_body

from chorale.content.item_model import Link
from chorale.content.load import load
from chorale.content.model import EditoSection, Image, MeetingsSection, Period
from chorale.content.problems import errors
from chorale.former_publication import NONE
from chorale.newsletter.email.compose import Email
from chorale.newsletter.review import approval, built_email, checks, contrast, issue_files
from chorale.newsletter.review.contrast import ratio


def said(made, *, origins=None):
    return [
        (problem.code, problem.sentence)
        for problem in checks.issue_problems(made, only(made), origins or {})
    ]


def altered(old, new, part="html"):
    """Return what is said of a full letter in which some built text was replaced."""
    made = full()
    sheet = built_email.sheet(made, only(made))
    source = getattr(sheet.email, part)
    assert old in source
    spoiled = replace(sheet, email=replace(sheet.email, **{part: source.replace(old, new, 1)}))
    found = checks.sheet_problems(spoiled, {})
    return [problem.sentence for problem in found if problem.code != "reproduction"]


def test_a_full_letter_has_nothing_to_mend():
    assert said(full()) == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"subject": "x" * 61},
            "objet de 61 signes : 60 au plus ; écrire « subject », plus court",
        ),
        (
            {"subject": "x" * 80},
            "objet de 80 signes : 60 au plus ; écrire « subject », plus court",
        ),
        (
            {"subject": "é" * 80},
            "objet de 80 signes : 60 au plus ; écrire « subject », plus court",
        ),
        ({"preheader": "Trop court."}, "accroche de 11 signes ; de 40 à 110 signes"),
        ({"sections": (EditoSection(edito="# Un\n\n### Deux"),)}, None),
        (
            {
                "sections": (
                    MeetingsSection(
                        meetings=Period(from_=date(2026, 10, 1), to=date(2026, 10, 31))
                    ),
                )
            },
            "rubrique 1 : période finie avant la parution (du 1er au 31 octobre 2026) ; corriger la période",
        ),
    ],
)
def test_what_the_issue_says_of_itself_is_checked(values, sentence):
    assert [found[1] for found in said(changed(full(), **values))] == (
        [sentence] if sentence else []
    )


@pytest.mark.parametrize(
    ("body", "code", "sentence"),
    [
        (
            "[Le guide](documentation/absent.md)",
            "lien",
            "page absente du site « https://essai.example/documentation/absent/ » ; corriger l'adresse",
        ),
    ],
)
def test_what_an_article_says_is_checked(body, code, sentence):
    assert said(with_body(body)) == [(code, sentence)]


def test_a_missing_picture_is_told():
    one = article(image=Image(src="absente.png", alt="Une vue"))
    assert said(community(issue(one))) == [
        ("image", "image « absente.png » absente ; la déposer à côté de l'article")
    ]


def test_a_picture_without_words_is_told():
    one = article("![](vue.png)")
    made = community(issue(one, pictures={"vue.png": png()}))
    assert said(made) == [
        (
            "image",
            "image « vue.png » sans texte de remplacement ; dire en mots ce qu'elle montre",
        )
    ]


def test_a_survey_closed_before_the_issue_is_told():
    one = article(
        kind="enquete",
        closes=date(2026, 10, 30),
        link=Link(url="https://a.example/q", label="Répondre au questionnaire"),
    )
    assert said(community(issue(one))) == [
        (
            "date",
            "enquête close le vendredi 30 octobre 2026, avant la parution ; corriger « closes »",
        )
    ]


def test_a_letter_that_gmail_would_cut_is_stopped():
    made = with_body("Un paragraphe plutôt long pour faire du poids.\n\n" * 1500)
    assert [sentence for code, sentence in said(made) if code == "poids"] == [
        "message de 136 Ko : Gmail le coupe à 102 Ko ; retirer ou raccourcir un article"
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('lang="fr"', "", "attribut « lang » absent du message ; le remettre dans templates/email/letter.mjml"),
        ("%%unsubscribe_url%%", "#", "le lien de désabonnement manque à la partie HTML ; le remettre dans templates/email"),
        ("Agence d’essai, Paris.", "", "l'identité de l'expéditeur manque à la partie HTML ; la remettre dans templates/email"),
        ("<h1", "<h3", "titre de premier niveau mal placé : « Lettre de novembre 2026 » ; un seul, en tête du message"),
        ("<body", '<body onload="x"', "code dans un attribut de <body> ; le retirer du gabarit"),
        ("</body>", '<img src="https://mal.example/p.png" alt="x" width="1"></body>', "<img> appelle mal.example ; déposer le fichier à côté de l'article"),
        ("</body>", "<script></script></body>", "balise <script> dans le message ; la retirer du gabarit"),
        ("</body>", "<p>%%nom%%</p></body>", "jeton inconnu « %%nom%% » ; seuls %%unsubscribe_url%% et %%preferences_url%% sont remplacés"),
        ("</body>", "<p>Vraiment ?</p></body>", "espace insécable ou apostrophe oubliée : « Vraiment ? » ; passer par le filtre « typography »"),
        ("</body>", "<h2>Ailleurs</h2></body>", "titre absent du texte : « Ailleurs » ; le remettre dans templates/email/text"),
        ("</body>", "<p>le 3\u00a0mai 2031</p></body>", "date absente du texte : « 3\u00a0mai 2031 » ; la remettre dans templates/email/text"),
        ("</body>", '<a href="https://b.example/">Ailleurs</a></body>', "lien absent du texte : https://b.example/ ; le remettre dans templates/email/text"),
        ("</body>", '<a href="#rien">Là-bas</a></body>', "lien vers une ancre absente « #rien » ; vérifier le gabarit"),
        ("</body>", '<p style="display:grid">a</p></body>', "« css-display-grid » manque à 31\u00a0% des lecteurs pondérés (Orange (webmail), Orange (Android), Outlook pour Windows (moteur Word)) ; s'en passer dans le gabarit"),
        ("</body>", '<p style="color:#999999">Pâle</p></body>', "contraste de 2,4 en mode clair pour « Pâle » ; #999999 sur #f2ede1 : au moins 4,5 est demandé"),
    ],
)  # fmt: skip
def test_what_a_template_could_spoil_is_checked(old, new, sentence):
    assert sentence in altered(old, new)


def test_what_the_text_part_could_lack_is_checked():
    assert (
        "le lien des préférences manque à la partie texte ; le remettre dans templates/email"
        in altered("%%preferences_url%%", "", "text")
    )


def test_contrast_is_that_of_wcag():
    assert round(ratio("#000000", "#ffffff"), 2) == 21
    assert round(ratio("#767676", "#ffffff"), 2) == 4.54


def test_the_dark_scheme_is_measured_with_its_own_rules():
    html = (
        "<style>@media (prefers-color-scheme: dark) { .a { background-color: #222222 !important; } "
        ".b p { color: #eeeeee !important; } .a > p[title] { color: #eeeeee !important; } }</style>"
        '<div class="a"><p style="color:#333333">seul</p><p title="x" style="color:#333333">voisin</p>'
        '<div class="b"><p style="color:#333333">bien</p></div></div>'
    )
    made = full()
    sheet = built_email.BuiltEmail(
        made, only(made), Email(subject="", preheader="", html=html, text="")
    )

    assert contrast.faint(sheet.root) == ()
    assert [one.words for one in contrast.faint(sheet.dark_root)] == ["seul"]


def test_a_problem_of_an_article_is_told_at_its_line(tmp_path):
    made = with_body("")
    folder = tmp_path / "content" / "newsletters" / "2026-11"
    folder.mkdir(parents=True)
    (tmp_path / "content" / "community.yml").write_text(
        'name: "Essai"\nurl: "https://essai.example/"\ntimezone: Europe/Paris\naudiences: {tous: "Tous"}\n'
        'sender: {name: "Essai", address: "lettre@essai.example", identity: "Agence."}\n'
    )
    (folder / "issue.yml").write_text(
        'title: "T"\ndate: 2026-11-02\npreheader: "Courte."\nsections:\n  - article: a\n'
    )
    (folder / "a.md").write_text(
        '---\ntitle: "A"\nkind: actualite\nsummary: "S."\n---\nUn.\n\n[Le guide](absent.md)\n'
    )
    loaded = load(tmp_path, made.today)
    told = [
        f"{one.source} {one.code}"
        for one in checks.issue_problems(loaded.community, only(loaded.community), loaded.origins)
    ]
    assert told == [
        "content/newsletters/2026-11/a.md:8:12 lien",
        "content/newsletters/2026-11/issue.yml:1:1 pied",
        "content/newsletters/2026-11/issue.yml:1:1 pied",
        "content/newsletters/2026-11/issue.yml:3:12 accroche",
    ]


def test_an_issue_with_an_error_stops_the_publication(tmp_path):
    made = with_body("[Le guide](absent.md)")
    with pytest.raises(issue_files.Unsendable, match="le numéro 2026-11 ne peut pas être envoyé"):
        issue_files.lay(made, tmp_path, NONE)
    assert [*tmp_path.iterdir()] == []
    assert "newsletters/2026-11/report.json" in [
        file.path for file in issue_files.issue_files(made, only(made))
    ]


def test_the_report_says_what_was_measured():
    made = full()
    found = issue_files.issue_files(made, only(made))
    report = next(file for file in found if file.path.endswith("report.json"))
    assert b'"ready": true' in report.content
    assert b'"date": "2026-06-29"' in report.content


def test_an_approval_holds_for_the_same_bytes_only():
    made = full()
    digest = issue_files.digest(built_email.sheet(made, only(made)))
    given = approval.added((), approval.Approval(date(2026, 11, 1), digest, "comité de rédaction"))
    assert approval.read(approval.write(given)) == given
    assert approval.problems(given, digest, "dossier") == ()
    changed_digest = issue_files.digest(
        built_email.sheet(changed(made, title="Autre"), only(changed(made, title="Autre")))
    )
    assert [problem.message for problem in approval.problems(given, changed_digest, "dossier")] == [
        "l'approbation de « comité de rédaction » ne vaut plus : le numéro a changé depuis"
    ]
    assert approval.added(given, given[0]) == given


def test_an_approval_covers_the_pictures():
    made = full()
    other = changed(made, pictures={"vue.png": png(1198, 599)})
    first, second = (built_email.sheet(one, only(one)) for one in (made, other))
    assert issue_files.digest(first) != issue_files.digest(second)


def test_a_spoiled_file_of_approvals_says_its_line():
    with pytest.raises(ValueError, match="ligne 1"):
        approval.read("comité\n")


@pytest.mark.parametrize("slug", ["2018-12", "2022-07"])
def test_both_real_issues_pass_every_check(slug):
    loaded = load(ROOT, date(2026, 11, 21))
    found = next(one for one in loaded.community.issues if one.slug == slug)
    problems = checks.issue_problems(loaded.community, found, loaded.origins)
    assert [problem.sentence for problem in errors(problems)] == []
