"""The MkDocs plugin « chorale »: plain `mkdocs build` and `mkdocs serve` make the same site in a community's folder."""

import logging
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin

from chorale.content import mkdocs_refusals
from chorale.content.problems import Problem
from chorale.overrides import FOLDER, BrokenTemplate
from chorale.publish import PublicationRefused, edition
from chorale.site import mkdocs_adapter


class CommunityPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # its settings are none
    """Reads the community beside mkdocs.yml, then hands over to the program's own settings."""

    command: Literal["build", "serve"] = "build"

    def on_startup(self, command: Literal["build", "gh-deploy", "serve"], **_: bool) -> None:
        """Note what is being done: only a preview is watched."""
        self.command = "serve" if command == "serve" else "build"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Return the settings of every community's site instead of those of mkdocs.yml, but for its folders."""
        root = Path(config.config_file_path).parent
        for problem in _unheeded(root):
            logging.getLogger("mkdocs.plugins.chorale").warning(
                "%s : %s", problem.source, problem.sentence
            )
        today = os.environ.get("CHORALE_TODAY") or date.today().isoformat()  # noqa: DTZ011 - the reader's own day
        try:
            made = edition(root, date.fromisoformat(today))
        except (PublicationRefused, BrokenTemplate) as refused:
            raise Abort(str(refused)) from None
        config.watch.extend(
            str(root / folder) for folder in ("content", FOLDER) if (root / folder).is_dir()
        )
        ours = mkdocs_adapter.configured(made, config.docs_dir, config.site_dir, self.command)
        ours.site_url, ours.strict = config.site_url, config.strict
        return ours.plugins.on_config(ours)


def _unheeded(root: Path) -> Iterator[Problem]:
    """Yield what mkdocs.yml says for nothing; what would lose something stops the build with the rest."""
    return (one for one in mkdocs_refusals.of_project(root)[1] if one.severity == "warning")
