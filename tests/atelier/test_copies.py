"""What is made after something else: the same, but for what was true of the first one alone."""

from atelier_desk import opened

ARTICLE = "content/newsletters/2026-03/la-lampe-est-reparee.md"
BREST = "content/meetings/2026-03-17-brest.md"


def copied(bench, kind, model, **asked):
    """Copy some content, and return the path and the values of its form."""
    answer = bench.browser().post(f"/atelier/contenus/{kind}/nouveau", {"model": model, **asked})
    path = answer.headers["location"].removeprefix("/atelier/fiche/")
    return path, opened(bench.browser(), path)


def test_a_meeting_of_another_city_says_nothing_of_the_former_place(bench):
    path, form = copied(bench, "meeting", BREST, date="2026-06-03", city="Le Conquet")

    assert path == "content/meetings/2026-06-03-le-conquet.md"
    names = ("title", "city", "date", "place", "address", "start")
    assert {name: form.get(name) for name in names} == {
        "title": "Rencontre à Le Conquet",
        "city": "Le Conquet",
        "date": "2026-06-03",
        "place": "",
        "address": "",
        "start": "14:00",
    }


def test_a_meeting_of_the_same_city_keeps_its_place(bench):
    _, form = copied(bench, "meeting", BREST, date="2026-06-03", city="Brest")

    assert (form.get("place"), form.get("address")) == (
        "Maison du port",
        "2 rue du Port, 29200 Brest",
    )


def test_a_meeting_does_not_take_what_was_of_one_day_only(bench):
    said = (
        'registration: "https://amicale.example/mars"\ncloses: 2026-03-10\njoin: "https://visio.example/mars"\n'
        'online: "https://direct.example/mars"\nsource: {calendar: amicale, uid: "17"}\nstatus: cancelled\nnote: "x"\n'
        'replay: "https://video.example/mars"\n'
    )
    text = bench.text(BREST).replace("audiences:", said + "audiences:")
    (bench.root / BREST).write_text(text, encoding="utf-8")
    path, form = copied(bench, "meeting", BREST, date="2026-06-03", city="Brest")
    form.press("enregistrer")

    assert bench.text(path) == bench.text(BREST).replace(said, "").replace(
        "date: 2026-03-17", "date: 2026-06-03"
    )


def test_an_article_comes_into_another_letter_with_its_pictures(bench):
    issue = "content/newsletters/2026-04/issue.yml"
    (bench.root / "content/newsletters/2026-04").mkdir()
    (bench.root / issue).write_text(
        bench.text("content/newsletters/2026-03/issue.yml").replace("2026-03", "2026-04"), "utf-8"
    )
    (bench.root / "content/newsletters/2026-04/lampe.png").write_bytes(b"une autre")
    path, form = copied(bench, "article", ARTICLE, title="La lampe, suite", issue="2026-04")

    picture = bench.root / "content/newsletters/2026-04/lampe-2.png"
    assert path == "content/newsletters/2026-04/la-lampe-suite.md"
    assert form.get("image.src") == "lampe-2.png"
    assert picture.read_bytes() == (bench.root / ARTICLE).with_name("lampe.png").read_bytes()
    assert bench.git("log", "-1", "--format=%an: %s") == "Anne: Ajouter l'image lampe-2.png\n"


def test_a_page_begins_with_its_new_title_and_leaves_former_addresses(bench):
    model = "site/essai.md"
    (bench.root / model).write_text(
        '---\ntitle: "Essai"\naliases: ["ancien-essai"]\n---\n\n# Essai\n\nTexte.\n', "utf-8"
    )
    path, form = copied(bench, "page", model, title="Autre essai")
    form.press("enregistrer")

    assert bench.text(path) == '---\ntitle: "Autre essai"\n---\n\n# Autre essai\n\nTexte.\n'


def test_two_titles_of_one_name_are_two_drafts_and_the_same_title_is_the_same(bench):
    begun = [
        bench.browser()
        .post("/atelier/contenus/webinar/nouveau", {"title": title})
        .headers["location"]
        .rpartition("/")[2]
        for title in ("Лист", "Лист", "🎉")
    ]

    assert begun == ["sans-titre.md", "sans-titre.md", "sans-titre-2.md"]
