"""Start the site with the demo network: database, web server, mail worker and a local mail server.

The first start makes the demo network; later starts find it again. Ctrl-C ends everything.
"""

import argparse
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from compile_catalogues import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, "manage.py"]
START_TIMEOUT_SECONDS = 90
STOP_TIMEOUT_SECONDS = 10


class DemoError(Exception):
    """The demo cannot start or go on; the message says why."""


@dataclass
class Demo:
    """The processes of one demo and where their output goes."""

    port: int
    environment: dict[str, str]
    data: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the site answers."""
        return f"http://localhost:{self.port}"

    def manage(self, *arguments: str) -> str:
        """Run a management command to its end and return what it printed; raises DemoError when it fails."""
        result = subprocess.run(
            [*MANAGE, *arguments], cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True, check=False
        )
        if result.returncode:
            raise DemoError(f"manage.py {arguments[0]} failed; see above.")
        return result.stdout

    def start(self, name: str, *arguments: str) -> None:
        """Start a management command that stays; its output goes into a log file of the data folder."""
        path = self.log_path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        # A session of its own: Ctrl-C reaches this program, which then ends the others in order.
        with path.open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [*MANAGE, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def log_path(self, name: str) -> Path:
        """Where the output of a process goes."""
        return self.data / "log" / f"{name.replace(' ', '-')}.log"

    def raise_for_ended(self) -> None:
        """Raise DemoError with the end of its log when one of the processes has ended."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                log = self.log_path(name).read_text(errors="replace")
                raise DemoError(f"The {name} ended with code {process.returncode}:\n{log[-2000:]}")

    def stop(self) -> None:
        """End all processes, the last one first; kill what does not listen."""
        for process in reversed(self.processes.values()):
            process.terminate()
        deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
        for process in self.processes.values():
            try:
                process.wait(timeout=max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def demo_environment(port: int, smtp_port: int) -> dict[str, str]:
    """Return the environment of the demo's processes; what the caller has set stays."""
    defaults: Mapping[str, str] = {
        "DJANGO_SETTINGS_MODULE": "tafelrunde_site.settings.dev",
        "TAFELRUNDE_BASE_URL": f"http://localhost:{port}",
        "TAFELRUNDE_DATA_DIR": str(ROOT / "var"),
        "TAFELRUNDE_SITE_NAME": "Netzwerk für Demokratie",
        "TAFELRUNDE_FROM_EMAIL": "Netzwerk für Demokratie <netzwerk@example.org>",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **os.environ}


def is_free(port: int) -> bool:
    """Tell whether nobody listens on the loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return some free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fingerprint(environment: Mapping[str, str]) -> str:
    """Return a digest of what the demo's database depends on: migrations, demo content, address of the database."""
    digest = hashlib.sha256(environment.get("DATABASE_URL", "").encode())
    for path in sorted(ROOT.glob("*/tafelrunde_*/**/*.py")):
        if "migrations" in path.parts or "demo" in str(path.relative_to(ROOT)):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def prepare(demo: Demo) -> str:
    """Bring the database up to date and return the text about the demo's logins.

    The demo network is made again only when migrations or its content changed: that is what makes
    the second start quick.
    """
    stamp, logins = demo.data / "demo.stamp", demo.data / "demo.txt"
    current = fingerprint(demo.environment)
    database = demo.data / "tafelrunde.sqlite3"
    if stamp.exists() and stamp.read_text() == current and ("DATABASE_URL" in demo.environment or database.exists()):
        return logins.read_text()
    print("Preparing the database ...", flush=True)
    demo.manage("migrate", "--verbosity", "0")
    print("Making the demo network ...", flush=True)
    text = demo.manage("demo")
    logins.write_text(text)
    stamp.write_text(current)
    return text


def wait_until_answering(demo: Demo) -> None:
    """Return when the site answers; raises DemoError when a process ends or nothing answers in time."""
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        demo.raise_for_ended()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{demo.port}/", timeout=START_TIMEOUT_SECONDS):
                return
        except urllib.error.HTTPError as error:
            raise DemoError(f"The home page answers {error.code}; see {demo.log_path('web server')}") from error
        except OSError:
            time.sleep(0.2)
    raise DemoError(f"The site did not answer within {START_TIMEOUT_SECONDS} seconds.")


def print_addresses(demo: Demo, logins: str) -> None:
    """Tell the person where everything is."""
    print(f"""
{logins.strip()}

  Site            {demo.url}/
  Calendar        {demo.url}/kalender/   (subscribe: {demo.url}/kalender/termine.ics)
  Administration  {demo.url}/verwaltung/
  Demo inbox      {demo.url}/demo/postfach/   (every mail that went over SMTP)

Ctrl-C ends the demo. `make clean` removes its data.
""", flush=True)  # fmt: skip


def run(demo: Demo, smtp_port: int) -> NoReturn:
    """Start everything, then watch until a process ends or somebody interrupts."""
    demo.data.mkdir(parents=True, exist_ok=True)
    compile_catalogues(ROOT)
    logins = prepare(demo)
    demo.start("mail server", "demo_inbox", "--port", str(smtp_port))
    demo.start("web server", "runserver", "--noreload", f"127.0.0.1:{demo.port}")
    demo.start("mail worker", "send_mail", "--loop")
    # Keeps Wagtail's search index; without it a published page is not found.
    demo.start("task worker", "db_worker")
    wait_until_answering(demo)
    print_addresses(demo, logins)
    while True:
        demo.raise_for_ended()
        time.sleep(0.5)


def main() -> int:
    """Run the demo on the port of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="port of the web server (default: 8000)")
    port = parser.parse_args().port
    if not is_free(port):
        print(f"Port {port} is in use. Choose another one: make demo PORT={port + 1}", file=sys.stderr)
        return 1
    # A shell starts background jobs with Ctrl-C ignored; a supervisor terminates. Both end the demo in order.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    smtp_port = free_port()
    environment = demo_environment(port, smtp_port)
    demo = Demo(port, environment, Path(environment["TAFELRUNDE_DATA_DIR"]))
    try:
        run(demo, smtp_port)
    except DemoError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nThe demo has ended.")
        return 0
    finally:
        demo.stop()


if __name__ == "__main__":
    sys.exit(main())
