import json
import zipfile
from email.parser import Parser
from pathlib import Path

import polib
import pytest

from tests.support.prerequisites import ROOT

LABELS = ["tafelrunde_members", "tafelrunde_events", "tafelrunde_roundtables", "tafelrunde_site"]


def files_below(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".partial"
    }


def package_folder(label: str) -> Path:
    return ROOT / label.removeprefix("tafelrunde_") / label


@pytest.fixture(scope="module")
def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_wheel_holds_the_four_packages_and_nothing_else(names):
    top = {name.split("/", 1)[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == set(LABELS)


@pytest.mark.parametrize("label", LABELS)
def test_wheel_holds_every_file_of_the_package(names, label):
    assert {f"{label}/{name}" for name in files_below(package_folder(label))} <= names


@pytest.mark.parametrize("label", LABELS)
def test_wheel_gives_each_plugin_its_templates(names, label):
    templates = files_below(ROOT / "templates" / label)
    assert {f"{label}/templates/{label}/{name}" for name in templates} <= names


def test_wheel_gives_the_site_the_overrides(names):
    overrides = files_below(ROOT / "templates" / "overrides")
    assert {f"tafelrunde_site/templates/{name}" for name in overrides} <= names


@pytest.mark.parametrize("label", LABELS)
def test_wheel_carries_compiled_catalogues(names, label):
    assert f"{label}/locale/de/LC_MESSAGES/django.mo" in names


def test_metadata_names_licence_and_python(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = Parser().parsestr(archive.read(name).decode())
    assert metadata["License-Expression"] == "EUPL-1.2"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"


def test_installed_packages_are_the_wheels_own(installation):
    code = f"import json, importlib; print(json.dumps([importlib.import_module(n).__file__ for n in {LABELS}]))"
    for file in json.loads(installation.run(code)):
        assert Path(file).is_relative_to(installation.packages)


def test_every_template_is_found_inside_the_installed_packages(installation):
    names = [f"{label}/{name}" for label in LABELS for name in files_below(ROOT / "templates" / label)]
    names += files_below(ROOT / "templates" / "overrides")
    origins = json.loads(
        installation.run(
            "import json, sys, django; django.setup()\n"
            "from django.template import engines\n"
            f"print(json.dumps({{n: engines['django'].get_template(n).origin.name for n in {sorted(names)} }}))",
            DJANGO_SETTINGS_MODULE="tafelrunde_site.settings.test",
        )
    )
    strangers = {n: origin for n, origin in origins.items() if not Path(origin).is_relative_to(installation.packages)}
    assert strangers == {}


@pytest.mark.parametrize("label", LABELS)
def test_german_shows_without_gettext(installation, label):
    catalogue = polib.pofile(str(package_folder(label) / "locale" / "de" / "LC_MESSAGES" / "django.po"))
    entry = next(entry for entry in catalogue.translated_entries() if not entry.msgctxt and not entry.msgid_plural)
    shown = installation.run(
        "import gettext, sys, pathlib, importlib\n"
        f"folder = pathlib.Path(importlib.import_module({label!r}).__file__).parent / 'locale'\n"
        "catalogue = gettext.translation('django', folder, languages=['de'])\n"
        f"sys.stdout.reconfigure(encoding='utf-8'); print(catalogue.gettext({entry.msgid!r}), end='')",
    )
    assert shown == entry.msgstr


def test_installed_site_passes_the_system_check(installation):
    output = installation.run(
        "from django.core.management import execute_from_command_line as run; run(['manage.py', 'check'])",
        DJANGO_SETTINGS_MODULE="tafelrunde_site.settings.test",
    )
    assert "no issues" in output
