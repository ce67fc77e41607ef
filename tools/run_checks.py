"""Everything `make check` looks at: lint, types, import contracts, migrations, translations, deployment.

All checks run, two at a time, even when one fails; only the output of failed ones is shown.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]

TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "tafelrunde_site.settings.test", "DATABASE_URL": "sqlite://:memory:"}
#: What an operator would set; the deployment check must have nothing to say about it.
PRODUCTION_SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "tafelrunde_site.settings.production",
    "SECRET_KEY": "a-key-for-the-deployment-check-0123456789-ABCDEFGHIJ-abcdefghij",
    "ALLOWED_HOSTS": "netzwerk.example.org",
    "TAFELRUNDE_BASE_URL": "https://netzwerk.example.org",
    "TAFELRUNDE_FROM_EMAIL": "netzwerk@example.org",
    "DATABASE_URL": "postgres://tafelrunde@localhost/tafelrunde",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": "true",
}


@dataclass(frozen=True)
class Check:
    """One command; it passes when it exits with 0."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


CHECKS = [
    Check("types (mypy)", [str(BIN / "mypy"), "--no-error-summary"], TEST_SETTINGS),
    Check("lint (ruff)", [str(BIN / "ruff"), "check", "--quiet", "."]),
    Check("format (ruff)", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    Check("import contracts (import-linter)", [str(BIN / "lint-imports"), "--no-cache"]),
    Check("templates (djlint)", [str(BIN / "djlint"), "templates", "--lint", "--quiet"]),
    Check("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], TEST_SETTINGS),
    Check("system check", [*MANAGE, "check", "--fail-level", "WARNING"], TEST_SETTINGS),
    Check(
        "deployment check", [*MANAGE, "check", "--deploy", "--tag", "security", "--fail-level", "WARNING"],
        PRODUCTION_SETTINGS,
    ),
    Check("translations", [sys.executable, "tools/messages.py", "--check"]),
]  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What a check said, and how long it took."""

    check: Check
    passed: bool
    output: str
    seconds: float


def run(check: Check) -> Outcome:
    """Run one check in the root of the repository."""
    before = time.monotonic()
    result = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**os.environ, **check.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(check, result.returncode == 0, result.stdout.strip(), time.monotonic() - before)


def main() -> int:
    """Run all checks, or those whose names contain one of the arguments."""
    chosen = [check for check in CHECKS if not sys.argv[1:] or any(word in check.name for word in sys.argv[1:])]
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for future in as_completed([pool.submit(run, check) for check in chosen]):
            outcome = future.result()
            print(f"{'ok  ' if outcome.passed else 'FAIL'} {outcome.check.name} ({outcome.seconds:.1f} s)", flush=True)
            if not outcome.passed:
                failed.append(outcome)
    for outcome in failed:
        print(f"\n── {outcome.check.name}: {' '.join(outcome.check.command)}\n{outcome.output}")
    print(f"\n{len(chosen) - len(failed)} of {len(chosen)} checks passed.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
