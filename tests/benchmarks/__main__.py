"""Run the benchmarks and print one JSON object a line: `python -m tests.benchmarks --only engine_feed,cold_start`."""

import argparse
import importlib
import os
import sys
from pathlib import Path

import django

from tests.benchmarks.harness import REGISTER


def main() -> int:
    """Run those whose names begin with one of the prefixes; fail when no name does, not when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="beginnings of names, separated by commas")
    prefixes = tuple(filter(None, parser.parse_args().only.split(","))) or ("",)

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    django.setup()
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        importlib.import_module(f"tests.benchmarks.{path.stem}")
    chosen = [run for name, run in sorted(REGISTER.items()) if name.startswith(prefixes)]
    if not chosen:
        print(f"No benchmark begins so. There are: {', '.join(sorted(REGISTER))}", file=sys.stderr)
        return 2
    for run in chosen:
        print(run().as_json(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
