"""Collect the texts of each package into its German catalogue, or check that the catalogues are complete.

Translations are kept, texts that are gone are removed, nothing is guessed (no fuzzy entries). The files are sorted
and carry no source locations, so that they change only when texts change.
"""

import argparse
import sys
from pathlib import Path

import polib
from catalogues import CatalogueSource, ExtractionError, catalogue_sources, extract, find_faults, merge

ROOT = Path(__file__).resolve().parent.parent


def update(source: CatalogueSource) -> tuple[int, int]:
    """Write the package's catalogue and return how many texts it holds and how many lack a translation."""
    path = source.catalogue
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    merged = merge(old, extract(source, ROOT))
    if not path.exists() or str(merged) != path.read_text(encoding="utf-8").rstrip("\n"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{merged}\n".rstrip("\n") + "\n", encoding="utf-8")
    return len(merged), len(merged.untranslated_entries())


def main() -> int:
    """Update all catalogues, or report their faults with ``--check``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when something is not translated")
    parser.add_argument("package", nargs="*", help="only these, for example tafelrunde_events")
    options = parser.parse_args()
    sources = [source for source in catalogue_sources(ROOT) if not options.package or source.label in options.package]
    try:
        if options.check:
            faults = [fault for source in sources for fault in find_faults(source, ROOT)]
            print("\n".join(faults) if faults else "All texts are translated.")
            return int(bool(faults))
        for source in sources:
            total, untranslated = update(source)
            print(f"{source.catalogue.relative_to(ROOT)}: {total} texts, {untranslated} without translation")
    except ExtractionError as error:
        print(f"The texts cannot be collected: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
