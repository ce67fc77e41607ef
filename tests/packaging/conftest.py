"""Build the wheel once and install it where the checkout cannot be seen."""

import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.prerequisites import ROOT


@dataclass(frozen=True)
class Installation:
    """An environment with the wheel, and the dependencies of the one that runs the tests."""

    folder: Path

    @property
    def packages(self) -> Path:
        return Path(sysconfig.get_path("purelib", vars={"base": str(self.folder), "platbase": str(self.folder)}))

    def run(self, code: str, **environment: str) -> str:
        """Run Python in the environment, outside the checkout, and return what it prints."""
        result = subprocess.run(
            [self.folder / "bin" / "python", "-c", code],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "TAFELRUNDE_DATA_DIR": str(self.folder / "data"), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with the locked build tools and without asking an index."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("tafelrunde-*.whl")
    return wheel


@pytest.fixture(scope="session")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The wheel, installed without the checkout on its path."""
    folder = tmp_path_factory.mktemp("host") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    installation = Installation(folder)
    # One line of a path file adds the folder alone: our own editable installation in it stays unseen.
    (installation.packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", folder / "bin" / "python"),
            *("install", "--quiet", "--no-deps", "--no-index", wheel),
        ],
        check=True,
        capture_output=True,
    )
    return installation
