"""Events that are followed from a partner's calendar: where each comes from."""

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, kw_only=True)
class PartnerSource:
    """The event of a partner's calendar that a meeting, a webinar or a session repeats."""

    calendar: Annotated[str, "Nom du calendrier du partenaire."]
    uid: Annotated[str, "Identifiant (UID) que le partenaire donne au rendez-vous."]
