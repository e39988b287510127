"""Words become a name for a file, a page or a feed: plain letters, figures and hyphens."""

import re
import unicodedata


def slug(words: str) -> str:
    """Return « saint-lo » for « Saint-Lô », and nothing for what has no letter of ours."""
    whole = words.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
