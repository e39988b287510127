"""A letter approved, tried, sent, suspended, taken up again by who may; everything noted, nobody written to twice."""

import json
import re
from datetime import timedelta

from atelier_desk import make_team
from bs4 import BeautifulSoup
from sqlalchemy import insert, select

from chorale.service.delivery import hours
from chorale.service.delivery.records import LOCK
from chorale.service.delivery.round import enlisted
from chorale.service.public_tables import delivery, dispatch
from chorale.service.staff_tables import staff_sending
from chorale.service.subscriptions import records
from chorale.service.timestamps import stamp

PAGE = "/atelier/lettre/2026-03"
SUBSCRIPTION = """\
title: "S'abonner"
summary: "Recevoir la lettre."
serves: subscription
purpose: "Envoyer la lettre."
retention_months: 36
contact: phare@exemple.fr
fields:
  - {name: email, label: "Adresse", kind: email, required: true}
  - {name: accord, label: "J'accepte de recevoir la lettre.", kind: consent, required: true}
"""


def ready(tmp_path, addresses=("a@exemple.fr", "b@exemple.fr")):
    team = make_team(tmp_path)
    for address in addresses:
        subscribe(team, address)
    return team, team.member("Eve", "approval"), team.member("Anne", "editing")


def subscribe(team, address):
    service = team.service
    with service.store.write(records.LOCK) as connection:
        found = records.ask(connection, address, (), "essai", team.clock())
        records.confirm(connection, service.outbox.secret, found, team.clock())


def hidden(browser, path=PAGE):
    soup = BeautifulSoup(browser.get(path).text, "html.parser")
    return {one["name"]: one["value"] for one in soup.find_all("input", {"type": "hidden"})}


def approved(browser):
    return browser.post(f"{PAGE}/approuver", {"empreinte": hidden(browser)["empreinte"]})


def ordered(browser, **more):
    sent = {**hidden(browser), "op": "envoyer", "quand": "maintenant", **more}
    return browser.post(f"{PAGE}/envoi", sent)


def rounds(team, status=200):
    team.room.postman.ask = lambda _: status
    team.room.postman.round()


def letters(team):
    return sorted((team.folder / "courriels" / "lettres" / "2026-03").glob("*.eml"))


def states(team):
    with team.service.store.read() as connection:
        return sorted(connection.execute(select(delivery.c.state)).scalars())


def test_a_letter_is_approved_then_sent_once_to_each(tmp_path):
    team, eve, _ = ready(tmp_path)
    early = ordered(eve)
    first = approved(eve)
    sent = ordered(eve)
    rounds(team)
    rounds(team)
    after = eve.get(PAGE)

    assert (early.status, "pas approuvée" in early.words) == (409, True)
    assert first.headers["location"] == f"{PAGE}?fait=approuve"
    assert sent.headers["location"] == f"{PAGE}?fait=envoyer#envois"
    assert len(letters(team)) == 2
    assert states(team) == ["finished"]
    assert "2\xa0messages remis au serveur" in after.text
    assert team.acts()[-2:] == [
        "Eve a approuvé la lettre 2026-03",
        "Eve a décidé l'envoi de la lettre 2026-03",
    ]


def test_what_was_read_is_what_is_approved(tmp_path):
    team, eve, _ = ready(tmp_path)
    before = hidden(eve, PAGE)["empreinte"]
    issue = team.service.settings.root / "content/newsletters/2026-03/issue.yml"
    issue.write_text(issue.read_text().replace("mars 2026", "mars 2026 bis", 1))
    late = eve.post(f"{PAGE}/approuver", {"empreinte": before})

    assert (late.status, "a changé depuis que cette page" in late.words) == (409, True)


def test_approvals_that_cannot_be_read_are_told_and_never_written_over(tmp_path):
    team, eve, _ = ready(tmp_path)
    digest = hidden(eve)["empreinte"]
    file = team.service.settings.root / "content/newsletters/2026-03/approvals.tsv"
    file.write_text("2026-03-01 Léo\n", encoding="utf-8")
    answer = eve.post(f"{PAGE}/approuver", {"empreinte": digest})

    assert answer.status == 409
    assert "ligne 1 : « jour, empreinte, nom » attendus" in answer.words.replace("\xa0", " ")
    assert file.read_text(encoding="utf-8") == "2026-03-01 Léo\n"


def test_two_approvals_are_asked_when_the_community_wants_two(tmp_path):
    team, eve, _ = ready(tmp_path)
    community = team.service.settings.root / "content/community.yml"
    community.write_text(community.read_text() + "approvals: 2\n")
    approved(eve)
    alone = ordered(eve)
    leo, zoe = team.member("Léo", "approval"), team.member("Zoé", "editing")
    told = [one.get(PAGE).words for one in (eve, zoe, leo)]
    approved(leo)

    assert (alone.status, alone.words.count("Il manque")) == (409, 1)
    assert ["Peut l’approuver : Léo" in one.replace("\xa0", " ") for one in told] == [
        True,
        True,
        False,
    ]
    assert ordered(eve).status == 303


def test_a_list_that_changed_is_told_before_anything_leaves(tmp_path):
    team, eve, _ = ready(tmp_path)
    approved(eve)
    seen = hidden(eve)
    subscribe(team, "c@exemple.fr")
    answer = eve.post(f"{PAGE}/envoi", {**seen, "op": "envoyer"})

    assert (answer.status, states(team)) == (409, [])
    assert "3\xa0destinataires à présent" in answer.text


def test_a_planned_sending_waits_for_its_hour_and_can_be_cancelled(tmp_path):
    team, eve, _ = ready(tmp_path)
    approved(eve)
    asked = eve.get(PAGE).words
    past = ordered(eve, quand="plus-tard", moment="2026-03-05T09:00")
    none = ordered(eve, quand="plus-tard", moment="")
    ordered(eve, quand="plus-tard", moment="2026-03-05T18:00")
    rounds(team)
    early = len(letters(team))
    team.clock.advance(hours=8)
    with team.service.store.read() as connection:
        identifier = connection.execute(select(delivery.c.id)).scalar_one()
    eve = team.member("Eve", "approval")
    eve.post(f"{PAGE}/envoi", {"op": "annuler", "envoi": identifier})
    rounds(team)

    assert "Jour et heure, à l’heure de Paris" in asked
    assert [past.status, none.status] == [409, 409]
    assert (early, len(letters(team)), states(team)) == (0, 0, [])


def test_a_letter_long_before_its_date_leaves_only_when_somebody_says_so(tmp_path):
    team, eve, _ = ready(tmp_path)
    issue = team.service.settings.root / "content/newsletters/2026-03/issue.yml"
    issue.write_text(
        issue.read_text(encoding="utf-8").replace("date: 2026-03-02", "date: 2026-03-30")
    )
    approved(eve)
    soup = BeautifulSoup(eve.get(PAGE).text, "html.parser")
    offered = soup.find("input", {"name": "moment"})["value"]
    now = ordered(eve)
    ordered(eve, quand="plus-tard", moment=offered)
    planned_states = states(team)
    said_so = ordered(eve, tot="oui")

    assert (offered, now.status) == ("2026-03-30T09:00", 409)
    assert (
        "Cette lettre est datée du lundi 30 mars 2026 ; elle partirait 25 jours avant : "
        "choisir un autre jour, ou cocher « Avant sa date »."
    ) in now.words.replace("\u00a0", " ").replace("\u202f", " ")
    assert (planned_states, said_so.status) == (["planned"], 303)


def planned(team, eve, moment):
    approved(eve)
    ordered(eve, quand="plus-tard", moment=moment)
    with team.service.store.read() as connection:
        return connection.execute(select(delivery.c.id)).scalar_one()


def test_the_home_page_says_what_is_to_approve_and_what_is_planned(tmp_path):
    team, eve, _ = ready(tmp_path)
    before = eve.get("/atelier/").words
    planned(team, eve, "2026-03-05T18:00")
    after = eve.get("/atelier/").words.replace("\u00a0", " ")
    ned = team.member("Ned", "events").get("/atelier/").words

    assert ["À approuver" in before, "À approuver" in after, "À approuver" in ned] == [
        True,
        False,
        False,
    ]
    assert "Envoi prévu : lettre 2026-03 jeudi 5 mars 2026 à 18 h" in after


def said(eve):
    """Return what the page says of the sending, and the acts that it offers."""
    box = BeautifulSoup(eve.get(PAGE).text, "html.parser").find(class_="sending")
    trouble = box.find(class_="error")
    words = trouble and " ".join(trouble.text.replace("\u00a0", " ").split())
    return words, [one["value"] for one in box.find_all("button")]


def test_a_letter_that_could_not_leave_for_days_asks_before_it_does(tmp_path):
    team, eve, _ = ready(tmp_path)
    identifier = planned(team, eve, "2026-03-05T18:00")
    before = said(eve)
    team.clock.advance(days=8)
    rounds(team)
    rounds(team)
    eve = team.member("Eve", "approval")
    late = said(eve)
    held = len(letters(team))
    eve.post(f"{PAGE}/envoi", {"op": "reprendre", "envoi": identifier})
    rounds(team)

    assert before == (None, ["annuler"])
    assert late == (
        "L’envoi attend : rien n’est parti depuis plus d’un jour, et la lettre n’est peut-être plus d’actualité ; vérifier,"
        " puis décider si elle part.",
        ["reprendre", "annuler"],
    )
    assert (held, len(letters(team)), states(team)) == (0, 2, ["finished"])


def test_a_letter_of_a_restored_database_asks_before_it_leaves(tmp_path):
    team, eve, _ = ready(tmp_path)
    planned(team, eve, "2026-03-05T18:00")
    with team.service.store.write(LOCK) as connection:
        hours.hold_restored(connection)
    rounds(team)

    assert said(eve) == (
        "L’envoi attend : la base vient d’une sauvegarde, et cet envoi a pu partir depuis ; vérifier, puis décider"
        " si elle part.",
        ["reprendre", "annuler"],
    )
    assert letters(team) == []


def test_a_planned_letter_that_everybody_left_before_is_finished_and_not_tried_again(tmp_path):
    team, eve, _ = ready(tmp_path)
    planned(team, eve, "2026-03-05T18:00")
    service = team.service
    with service.store.write(records.LOCK) as connection:
        for address in ("a@exemple.fr", "b@exemple.fr"):
            found = records.by_email(connection, address)
            records.end(connection, service.outbox.secret, found, "demande", team.clock())
    team.clock.advance(hours=9)
    rounds(team)

    assert (letters(team), states(team)) == ([], ["finished"])


def test_a_letter_late_by_some_hours_leaves_by_itself(tmp_path):
    team, eve, _ = ready(tmp_path)
    planned(team, eve, "2026-03-05T18:00")
    team.clock.advance(hours=26)
    rounds(team)

    assert (len(letters(team)), states(team)) == (2, ["finished"])


def test_a_clock_that_goes_back_sends_nobody_a_second_copy(tmp_path):
    team, eve, _ = ready(tmp_path)
    planned(team, eve, "2026-03-05T18:00")
    team.clock.advance(hours=9)
    rounds(team)
    team.clock.advance(days=-2)
    rounds(team)
    team.clock.advance(days=30)
    rounds(team)

    assert (len(letters(team)), states(team)) == (2, ["finished"])


def test_a_suspended_sending_stays_so_until_it_is_taken_up(tmp_path):
    team, eve, _ = ready(tmp_path)
    approved(eve)
    ordered(eve)
    with team.service.store.read() as connection:
        identifier = connection.execute(select(delivery.c.id)).scalar_one()
    eve.post(f"{PAGE}/envoi", {"op": "suspendre", "envoi": identifier})
    rounds(team)
    held = len(letters(team))
    eve.post(f"{PAGE}/envoi", {"op": "reprendre", "envoi": identifier})
    rounds(team)

    assert (held, len(letters(team))) == (0, 2)


def state_told(browser):
    return json.loads(browser.get(f"{PAGE}/etat").text)


def following(browser):
    found = BeautifulSoup(browser.get(PAGE).text, "html.parser").find(attrs={"data-suivre": True})
    return (found["data-phase"], found.span.text) if found else None


def test_a_sending_is_followed_from_its_decision_to_its_end(tmp_path):
    team, eve, _ = ready(tmp_path)
    approved(eve)
    ordered(eve)
    decided = following(eve), state_told(eve)
    with team.service.store.write() as connection:
        values = {"state": "running", "started_at": stamp(team.clock()), "total": 2}
        connection.execute(delivery.update().values(**values))
    leaving = following(eve), state_told(eve)
    rounds(team)

    assert decided == (
        ("starting", "il part à l’instant"),
        {"phase": "starting", "etape": "il part à l’instant", "lignes": []},
    )
    assert leaving == (
        ("building", "0 sur 2"),
        {"phase": "building", "etape": "0 sur 2", "lignes": []},
    )
    assert (following(eve), state_told(eve)["phase"]) == (("finished", "Rien ne part"), "finished")


def test_an_open_page_hears_that_a_planned_sending_was_moved_held_or_has_begun(tmp_path):
    team, eve, _ = ready(tmp_path)
    approved(eve)
    nothing = state_told(eve)["phase"]
    ordered(eve, quand="plus-tard", moment="2026-03-06T09:00")
    planned = following(eve)[0], state_told(eve)["phase"]
    ordered(eve, quand="plus-tard", moment="2026-03-07T09:00")
    moved = state_told(eve)["phase"]
    with team.service.store.write() as connection:
        connection.execute(staff_sending.update().values(paused=1))
    held = state_told(eve)["phase"]
    with team.service.store.write() as connection:
        connection.execute(staff_sending.update().values(paused=0))
        connection.execute(delivery.update().values(due_at=stamp(team.clock())))
    begins = state_told(eve)["phase"]

    assert nothing == "none"
    assert planned == ("planned 2026-03-06T08:00:00.000000Z",) * 2
    assert (moved, held, begins) == (
        "planned 2026-03-07T08:00:00.000000Z",
        "planned 2026-03-07T08:00:00.000000Z held",
        "starting",
    )


def test_who_left_after_another_letter_or_a_month_is_not_counted_with_the_first(tmp_path):
    team, eve, _ = ready(tmp_path, ("a@exemple.fr", "b@exemple.fr", "c@exemple.fr"))
    approved(eve)
    ordered(eve)
    rounds(team)

    def leaves(address):
        with team.service.store.write(records.LOCK) as connection:
            found = records.by_email(connection, address)
            records.end(connection, team.service.outbox.secret, found, "lien", team.clock())
        return eve.get(PAGE).words

    def began(days, **more):
        """Have the letter, or another, begun earlier."""
        started = stamp(team.clock() - timedelta(days=days))
        with team.service.store.write() as connection:
            row = connection.execute(select(delivery)).one()
            if more:
                values = {**row._mapping, "started_at": started, **more}
                connection.execute(insert(delivery).values(**values))
            else:
                connection.execute(delivery.update().values(started_at=started))

    soon = leaves("a@exemple.fr")
    began(29)
    month = leaves("b@exemple.fr")
    began(20, id="autre", issue="2026-04")
    after = eve.get(PAGE).words

    assert "1 désabonné depuis le début" in soon
    assert "2 désabonnés depuis le début" in month
    assert "0 désabonné dans le mois, avant la lettre suivante" in after


def in_hand(team) -> str:
    """Begin the sending that waits, its one message taken by a line; return the sending."""
    with team.service.store.write() as connection:
        row = connection.execute(select(delivery)).one()
        person = connection.execute(select(records.subscription.c.id)).scalars().first()
        values = {"delivery": row.id, "subscription": person, "rank": 0, "email": "a@exemple.fr", "message_id": "<x@y>"}  # fmt: skip
        more = {"state": "claimed", "worker": "w", "attempts": 0, "answer": ""}
        connection.execute(insert(dispatch).values(**values, **more))
        running = {"state": "running", "started_at": row.due_at, "total": 1}
        connection.execute(delivery.update().values(**running))
    return row.id


def test_what_is_still_in_hand_when_it_is_suspended_is_not_called_a_doubt(tmp_path):
    team, eve, _ = ready(tmp_path)
    approved(eve)
    ordered(eve)
    sending = in_hand(team)
    eve.post(f"{PAGE}/envoi", {"op": "suspendre", "envoi": sending})
    with enlisted(team.service.settings, team.service.store):
        leaving, said = eve.get(PAGE).words, state_told(eve)
    broken = eve.get(PAGE).words

    assert said == {
        "phase": "stopping",
        "etape": "il s’arrête après 1\xa0message en main",
        "lignes": [
            "0\xa0message remis au serveur",
            "0\xa0refusé, 0\xa0abandonné",
            "0\xa0désabonné avant son message, 0\xa0désabonné depuis le début",
            "0\xa0adresse retirée de la liste, où rien n’arrive plus",
            "1\xa0message en main, 0\xa0autre à envoyer",
        ],
    }
    assert ["est en doute" in leaving, "est en doute" in broken] == [False, True]


def test_whom_the_mail_server_puts_off_is_said_to_wait_for_it(tmp_path):
    team, eve, _ = ready(tmp_path)
    approved(eve)
    ordered(eve)
    in_hand(team)
    with team.service.store.write() as connection:
        later = stamp(team.clock() + timedelta(minutes=2))
        connection.execute(dispatch.update().values(state="queued", not_before=later, attempts=1))

    assert state_told(eve)["lignes"][-1] == (
        "0\xa0message en main, 1\xa0autre à envoyer, dont 1 que le serveur de courriel remet à plus tard"
    )


def test_an_article_that_would_join_a_letter_already_sent_says_so(tmp_path):
    team, eve, anne = ready(tmp_path)
    approved(eve)
    ordered(eve)
    sheet = "/atelier/fiche/content/newsletters/2026-03/"
    pages = [sheet + "issue.yml", sheet + "nettoyer-la-lentille.md"]
    before = list(offered_letters(anne).items()), [notices(anne, one) for one in pages]
    in_hand(team)
    asked = {"issue": "2026-03", "title": "Après coup"}
    pages.append(anne.post("/atelier/contenus/article/nouveau", asked).headers["location"])

    told = "est déjà partie. Ce qui change ici se lira sur le site ; personne ne le recevra par courriel."
    letters = [*before[0][1:], ("2026-03", "Lettre du Phare — mars 2026 (déjà partie)")]
    assert before == ([("2026-03", "Lettre du Phare — mars 2026"), *before[0][1:]], [[], []])
    assert list(offered_letters(anne).items()) == letters
    assert [notices(anne, one) for one in pages] == [
        [f"Cette lettre {told}"],
        [f"La lettre de cet article {told}"],
        [
            "Brouillon du jeudi 5 mars 2026 à 10 h, pas encore enregistré : ce contenu n’existe pas encore.",
            f"La lettre de cet article {told} Pour qu’il parte : l’écrire dans la prochaine.",
        ],
    ]
    assert "écrire un article pour une autre lettre" in anne.get(pages[0]).words


def notices(browser, address) -> list[str]:
    """Return what a page says above its form."""
    found = BeautifulSoup(browser.get(address).text, "html.parser").select(".notice")
    return [" ".join(one.text.split()) for one in found]


def offered_letters(browser) -> dict[str, str]:
    """Return the letters that a new article may join."""
    form = BeautifulSoup(browser.get("/atelier/contenus/article/nouveau").text, "html.parser")
    return {one["value"]: one.text for one in form.find(id="n-issue").find_all("option")}


def test_a_sending_of_another_day_is_not_called_under_way(tmp_path):
    team, eve, _ = ready(tmp_path)
    planned(team, eve, "2026-03-05T18:00")

    assert "Envoi en cours" not in eve.get(PAGE).words


def test_who_left_and_where_nothing_arrives_are_counted_apart(tmp_path):
    team, eve, _ = ready(tmp_path, ("a@exemple.fr", "b@exemple.fr", "c@exemple.fr"))
    approved(eve)
    ordered(eve)
    rounds(team)
    secret, now = team.service.outbox.secret, team.clock()
    with team.service.store.write(records.LOCK) as connection:
        dead, gone = (records.by_email(connection, f"{one}@exemple.fr") for one in "ab")
        records.bounced(connection, secret, dead, final=True, now=now)
        records.end(connection, secret, gone, "demande", now)
    told = eve.get(PAGE).words

    assert "1 désabonné depuis le début" in told
    assert "1 adresse retirée de la liste, où rien n’arrive plus" in told


def test_a_letter_that_changed_after_its_approval_does_not_leave(tmp_path):
    team, eve, _ = ready(tmp_path)
    approved(eve)
    ordered(eve, quand="plus-tard", moment="2026-03-05T10:30")
    issue = team.service.settings.root / "content/newsletters/2026-03/issue.yml"
    issue.write_text(issue.read_text().replace("mars 2026", "mars 2026 bis", 1))
    team.clock.advance(minutes=31)
    rounds(team)

    assert len(letters(team)) == 0
    assert "la lettre a changé depuis son approbation" in eve.get(PAGE).words


def test_a_letter_whose_pages_are_not_online_waits_and_says_so(tmp_path):
    team, eve, _ = ready(tmp_path)
    approved(eve)
    ordered(eve)
    rounds(team, 404)
    told = eve.get(PAGE).words
    team.clock.advance(minutes=6)
    rounds(team)

    assert "que le site ne montre pas" in told or "rien ne prouve que" in told
    assert len(letters(team)) == 2


def test_a_trial_says_nothing_of_its_own_address(tmp_path):
    team, eve, _ = ready(tmp_path)
    community = team.service.settings.root / "content/community.yml"
    address = re.search(r"^url: .*$", community.read_text(encoding="utf-8"), re.MULTILINE)[0]
    words = community.read_text(encoding="utf-8").replace(address, 'url: "http://localhost:8703/"')
    community.write_text(words, encoding="utf-8")
    team.room.postman.desk.changed()
    told = eve.get(PAGE).words
    object.__setattr__(team.service.settings, "notice", "Essai")

    assert ["que sur cette machine" in one for one in (told, eve.get(PAGE).words)] == [True, False]


def test_a_draft_is_not_approved(tmp_path):
    team, eve, _ = ready(tmp_path)
    issue = team.service.settings.root / "content/newsletters/2026-03/issue.yml"
    issue.write_text(issue.read_text() + "draft: true\n")
    answer = eve.post(f"{PAGE}/approuver", {"empreinte": "x"})

    assert (answer.status, "C’est encore un brouillon" in eve.get(PAGE).text) == (409, True)


def test_a_letter_that_keeps_a_sentence_of_the_model_is_not_approved(tmp_path):
    team, eve, _ = ready(tmp_path)
    article = team.service.settings.root / "content/newsletters/2026-03/la-lampe-est-reparee.md"
    article.write_text(
        article.read_text(encoding="utf-8") + "\nPremière étape.\n", encoding="utf-8"
    )
    said = "Il reste des phrases du modèle\u00a0: les récrire ou les retirer d’abord."

    assert said in eve.get(PAGE).text
    assert "empreinte" not in hidden(eve)


def test_the_command_lines_own_sendings_are_left_to_it(tmp_path):
    team, eve, _ = ready(tmp_path)
    approved(eve)
    ordered(eve)
    with team.service.store.write() as connection:
        connection.execute(staff_sending.delete())
    rounds(team)

    assert (len(letters(team)), states(team)) == (0, ["planned"])
    assert "Décidé en ligne de commande" in eve.get(PAGE).words


def test_messages_in_doubt_are_told_and_settled_by_a_person(tmp_path, monkeypatch):
    team, eve, _ = ready(tmp_path)
    approved(eve)
    ordered(eve)
    sending = in_hand(team)
    object.__setattr__(team.service.settings, "smtp_url", "smtp://127.0.0.1:9")
    rounds(team)
    told = eve.get(PAGE)
    object.__setattr__(team.service.settings, "smtp_url", "")
    eve.post(f"{PAGE}/envoi", {"op": "partis", "envoi": sending})
    rounds(team)

    assert "1\xa0message est en doute" in told.text
    assert (len(letters(team)), states(team)) == (1, ["finished"])


def test_a_test_goes_to_colleagues_only(tmp_path):
    team, _, anne = ready(tmp_path)
    soup = BeautifulSoup(anne.get(PAGE).text, "html.parser")
    keys = [one["value"] for one in soup.find_all("input", {"name": "qui"})]
    sent = anne.post(f"{PAGE}/essai", {"qui": keys})
    none = anne.post(f"{PAGE}/essai", {"qui": "a@exemple.fr"})
    written = sorted((team.folder / "courriels" / "lettres").rglob("*.eml"))

    assert (sent.status, none.status) == (303, 422)
    assert sorted(
        re.search(r"^To: (.*)$", one.read_text(), re.MULTILINE)[1] for one in written
    ) == [
        "anne@exemple.fr",
        "eve@exemple.fr",
    ]
    assert team.acts()[-1] == "Anne a envoyé un essai de la lettre 2026-03"


def test_on_ones_own_machine_a_letter_is_approved_and_not_sent(bench):
    browser = bench.browser()
    answer = browser.post(f"{PAGE}/approuver", {"empreinte": hidden(browser)["empreinte"]})

    assert answer.status == 303
    assert (
        bench.text("content/newsletters/2026-03/approvals.tsv").splitlines()[-1].endswith("\tAnne")
    )
    assert bench.git("log", "-1", "--format=%s").strip() == "Approuver la lettre 2026-03"
    assert browser.post(f"{PAGE}/envoi", {}).status == 404


def test_the_list_is_told_month_after_month(tmp_path):
    _, eve, _ = ready(tmp_path)
    answer = eve.get("/atelier/abonnes")

    assert (answer.status, "2\xa0abonnés" in answer.text) == (200, True)
    assert "mars 2026" in answer.words
    assert "Personne n’est encore abonné" not in answer.words


def test_a_site_without_subscription_form_says_how_to_have_one(tmp_path):
    _, eve, anne = ready(tmp_path, addresses=())
    words = eve.get("/atelier/abonnes").words

    assert "aucun formulaire d’abonnement ouvert : en écrire un" in words.replace("\xa0", " ")
    assert "Personne n’est encore abonné" in anne.get("/atelier/").words


def test_the_subscription_form_of_the_site_is_linked(tmp_path):
    form = {"content/forms/abonnement.yml": SUBSCRIPTION}
    eve = make_team(tmp_path, form).member("Eve", "approval")
    soup = BeautifulSoup(eve.get("/atelier/abonnes").text, "html.parser")

    assert soup.find("a", string="S’abonner")["href"].endswith("/formulaires/abonnement/")
