"""Checks on a community's own mails: a mail that exists, names that it knows, and what it must tell."""

from collections.abc import Iterator

from chorale.content.load import Loaded
from chorale.content.mail_models import MailModel
from chorale.content.mail_texts import NAMED, MailText, texts
from chorale.content.problems import Problem
from chorale.content.public_mails import MODELS
from chorale.french.phrases import listing
from chorale.french.suggestions import did_you_mean


def mails(loaded: Loaded) -> Iterator[Problem]:
    """Each file of content/mails is that of a mail, and its names in braces can be replaced."""
    for own in loaded.community.mails if loaded.community else ():
        if model := MODELS.get(own.slug):
            yield from _names(loaded, own, model)
            yield from _needed(loaded, own, model)
        else:
            yield Problem(
                loaded.at(own.path),
                f"aucun courriel ne s'appelle « {own.slug} »",
                did_you_mean(own.slug, MODELS) or f"l'un de : {', '.join(MODELS)}",
                "courriel",
            )


def _names(loaded: Loaded, own: MailText, model: MailModel) -> Iterator[Problem]:
    known = f"au choix : {listing([f'{{{name}}}' for name in model.names], 'ou')}"
    for keys, text in texts(own):
        for found in NAMED.finditer(text):
            name = found[1].strip()
            if name not in model.names:
                told = f"« {{{name}}} » n'est pas un nom que ce courriel remplace"
                advice = did_you_mean(name, model.names) or (
                    known if model.names else "ce courriel n'en a aucun : retirer les accolades"
                )
                yield Problem(loaded.at(own.path, *keys), told, advice, "courriel")
        if set("{}") & set(NAMED.sub("", text)):
            yield Problem(
                loaded.at(own.path, *keys), "accolade seule", "l'écrire « {nom} »", "courriel"
            )


def _needed(loaded: Loaded, own: MailText, model: MailModel) -> Iterator[Problem]:
    """Tell a text that lost what the mail is for; only that of a community, when it wrote one."""
    told = {found[1].strip() for text in own.said for found in NAMED.finditer(text)}
    for name in model.needed:
        if own.said and name not in told:
            sentence = f"le texte ne dit plus « {{{name}}} » : {model.names[name]}"
            yield Problem(loaded.at(own.path, "said"), sentence, "l'écrire", "courriel")


CHECKS = (mails,)
