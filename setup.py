"""Puts templates/, which stands at the top for those who change looks, inside the package of a wheel."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

TEMPLATES = Path("templates")


class BuildWithTemplates(build_py):
    """Copies the modules, then the templates; in an editable installation the program reads them where they are."""

    def run(self) -> None:
        """Build, templates included."""
        if not self.editable_mode:
            shutil.rmtree(
                self.build_lib, ignore_errors=True
            )  # else what was deleted since would come back
        super().run()
        if not self.editable_mode:
            for source, target in self._templates():
                self.mkpath(str(target.parent))
                self.copy_file(str(source), str(target), preserve_mode=False)

    def get_source_files(self) -> list[str]:
        """Return what a source archive must hold."""
        return [*super().get_source_files(), *(str(source) for source, _ in self._templates())]

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Return what a wheel holds."""
        made = () if self.editable_mode else (str(target) for _, target in self._templates())
        return [*super().get_outputs(include_bytecode), *made]

    def _templates(self) -> Iterator[tuple[Path, Path]]:
        for source in sorted(TEMPLATES.rglob("*")):
            if source.is_file():
                yield source, Path(self.build_lib, "chorale", source)


# build/ is where a community is published: the wheel is made elsewhere.
setup(cmdclass={"build_py": BuildWithTemplates}, options={"build": {"build_base": "var/wheel"}})
