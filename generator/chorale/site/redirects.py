"""Redirect pages of former addresses, and the same table for nginx."""

from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from chorale.content import addresses
from chorale.content.model import Community
from chorale.content.sight import sees
from chorale.files import File

MAP = "redirections.map"
"""Beside the site: docs/nginx.conf reads it, so that robots and feeds are answered 301."""
_PAGE = """\
<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>Page déplacée</title>
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={href}">
</head>
<body><main><h1>Page déplacée</h1><p><a href="{href}">La page est maintenant ici</a></p></main></body>
</html>
"""


@sees("issues", "titles")
def files(community: Community) -> Iterator[File]:
    """Yield a page at each former address, that leads to the new one without a script."""
    for former, page in sorted(addresses.aliases(community).items()):
        path = former if not former.endswith("/") else f"{former}index.html"
        href = addresses.href(page, f"{former}index.md" if former.endswith("/") else former)
        canonical = addresses.absolute(community, page)
        yield File.of(path, _PAGE.format(href=escape(href), canonical=escape(canonical)))


def nginx_map(community: Community) -> Iterator[File]:
    """Yield the table of nginx: a former path, the new one, with the slash and without."""
    base = urlsplit(community.url).path
    lines = [f"# Anciennes adresses de {community.url} : à inclure dans « map $uri $nouvelle »"]
    for former, page in sorted(addresses.aliases(community).items()):
        target = f"{base}{addresses.address(page)}"
        lines += [f"{base}{one} {target};" for one in dict.fromkeys((former, former.rstrip("/")))]
    yield File.of(MAP, "\n".join(lines) + "\n")
