"""Compile translation catalogues (.po) to the binary form Django reads (.mo), without gettext."""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def find_catalogues(root: Path) -> list[Path]:
    """Return every catalogue of the four packages, in a stable order."""
    return sorted(root.glob("*/tafelrunde_*/locale/*/LC_MESSAGES/*.po"))


def is_current(source: Path, target: Path) -> bool:
    """Tell whether the compiled file is at least as new as its catalogue."""
    return target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns


def compile_catalogues(root: Path = ROOT) -> list[Path]:
    """Compile what changed below `root` and return the compiled files that were written.

    Raises OSError, with polib's line number in its text, for a malformed catalogue.
    """
    written = []
    for source in find_catalogues(root):
        target = source.with_suffix(".mo")
        if not is_current(source, target):
            # Written beside and renamed: a running server never reads half a file.
            partial = target.with_suffix(".mo.partial")
            polib.pofile(str(source), encoding="utf-8").save_as_mofile(str(partial))
            partial.replace(target)
            written.append(target)
    return written


def main() -> int:
    """Compile and name the files written, one a line."""
    try:
        for path in compile_catalogues():
            print(path.relative_to(ROOT))
    except OSError as error:
        print(f"A catalogue cannot be read: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
