"""A web server of files that says nothing and answers 404 with the site's own page."""

import http.server
import re
from pathlib import Path

from house import ROOT

POLICY = re.search(r'Content-Security-Policy "([^"]+)"', (ROOT / "docs/nginx.conf").read_text())[1]


class Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def end_headers(self):
        """Add what the operator's guide tells browsers to refuse: each page must live with it."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_):
        """Say nothing."""

    def send_error(self, code, *_):
        page = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)
