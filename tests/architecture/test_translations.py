import importlib
import shutil
import sys

import pytest

from tests.support.prerequisites import ROOT, require


@pytest.fixture(scope="module")
def catalogues():
    require("xgettext", shutil.which("xgettext"))
    sys.path.insert(0, str(ROOT / "tools"))
    yield importlib.import_module("catalogues")
    sys.path.remove(str(ROOT / "tools"))


@pytest.mark.parametrize("label", ["members", "events", "roundtables", "site"])
def test_german_is_complete(catalogues, label):
    """Nothing missing, untranslated, fuzzy or obsolete, and no placeholder lost."""
    (source,) = [s for s in catalogues.catalogue_sources(ROOT) if s.label == f"tafelrunde_{label}"]
    assert catalogues.find_faults(source, ROOT) == []


def test_merge_keeps_translations_and_guesses_nothing(catalogues):
    old = catalogues.polib.pofile('msgid "Meeting"\nmsgstr "Sitzung"\n\nmsgid "Gone"\nmsgstr "Weg"\n')
    new = catalogues.polib.pofile('msgid "Meetings"\nmsgstr ""\n\nmsgid "Meeting"\nmsgstr ""\n')

    merged = catalogues.merge(old, new)

    assert [(entry.msgid, entry.msgstr) for entry in merged] == [("Meeting", "Sitzung"), ("Meetings", "")]
    assert not any(entry.fuzzy for entry in merged)


def test_extraction_reads_python_and_templates(catalogues, tmp_path):
    package, templates = tmp_path / "events" / "tafelrunde_events", tmp_path / "templates" / "tafelrunde_events"
    package.mkdir(parents=True)
    templates.mkdir(parents=True)
    (package / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext\n"
        '_("Cancel")\nngettext("%(n)s day", "%(n)s days", n)\n'
    )
    (templates / "page.html").write_text(
        '{% load i18n %}{% translate "Answer" %}{% blocktranslate trimmed with name=n %}\n  Dear\n  {{ name }}\n'
        "{% endblocktranslate %}"
    )
    source = catalogues.CatalogueSource("tafelrunde_events", package, (templates,))

    found = {entry.msgid: entry.msgid_plural for entry in catalogues.extract(source, tmp_path)}

    assert found == {"Cancel": "", "%(n)s day": "%(n)s days", "Answer": "", "Dear %(name)s": ""}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('#, fuzzy\nmsgid "A"\nmsgstr "B"\n', "fuzzy"),
        ('msgid "A"\nmsgstr ""\n', "untranslated"),
        ('msgid "%(n)s A"\nmsgstr "B"\n', "placeholders differ"),
        ('msgid "A"\nmsgid_plural "{n} A"\nmsgstr[0] "B"\nmsgstr[1] "{m} B"\n', "placeholders differ"),
    ],
)
def test_faulty_entries_are_reported(catalogues, text, fault):
    (entry,) = catalogues.polib.pofile(text)
    (reported,) = catalogues._entry_faults(entry)
    assert reported.startswith(fault)
