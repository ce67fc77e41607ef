"""How long a process takes until it can answer: what every worker, command and restart pays."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.harness import Result, benchmark, times_floor

ROUNDS = 3
EMPTY_SITE = """
SECRET_KEY = "empty"
USE_TZ = True
STATIC_URL = "/static/"
ROOT_URLCONF = "wagtail.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
INSTALLED_APPS = [
    *[f"wagtail.{app}" for app in ("users", "documents", "images", "search", "admin", "sites", "embeds", "snippets")],
    "wagtail", "modelcluster", "modelsearch", "taggit",
    *[f"django.contrib.{app}" for app in ("auth", "contenttypes", "sessions", "messages", "staticfiles")],
]
"""
START = "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns"


def seconds_to_start(settings: str, path: str) -> float:
    """Start Python once with these settings and return how long it took to load models and addresses."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": path}
    before = time.perf_counter()
    subprocess.run([sys.executable, "-c", START], env=environment, check=True)
    return time.perf_counter() - before


@benchmark
def cold_start() -> Result:
    """Loading the whole site against an empty Wagtail site."""
    with TemporaryDirectory() as folder:
        Path(folder, "empty_site.py").write_text(EMPTY_SITE)
        pairs = [
            (seconds_to_start("tafelrunde_site.settings.test", folder), seconds_to_start("empty_site", folder))
            for _ in range(ROUNDS + 1)
        ][1:]
    ours, floor = (statistics.median(series) for series in zip(*pairs, strict=True))
    return times_floor(
        "cold_start", ours, floor, against="an empty Wagtail site", at_most=2.5, note=f"{ours:.1f} s to load everything"
    )
