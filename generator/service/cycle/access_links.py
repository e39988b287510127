"""The address of a person's link: the secret stands after « # », which browsers send to nobody."""

from generator.service.web.visits import Service

ENTRY = "/participer/acces"


def personal_link(service: Service, secret: str) -> str:
    """Return the full address of a link."""
    return f"{service.absolute(ENTRY)}#{secret}"
