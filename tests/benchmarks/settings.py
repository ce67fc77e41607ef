"""Settings of the benchmarks: those of the tests, with the addresses of the peers beside ours."""

from tafelrunde_site.settings.test import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.calendar_peer"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "tests" / "benchmarks" / "templates")  # noqa: F405
