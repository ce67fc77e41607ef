"""Where the translation catalogues are, and how the texts of a package are collected for them."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

LANGUAGE = "de"
HEADER = {
    "Project-Id-Version": "tafelrunde",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
#: Django's functions; the first argument of pgettext is a context, npgettext has two forms.
KEYWORDS = [
    "gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3", "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3", "_",
]  # fmt: skip


@dataclass(frozen=True)
class CatalogueSource:
    """One package whose texts go into one catalogue."""

    label: str
    package: Path
    templates: tuple[Path, ...]

    @property
    def catalogue(self) -> Path:
        """The German catalogue inside the package."""
        return self.package / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def catalogue_sources(root: Path) -> list[CatalogueSource]:
    """Return the four packages with their template folders; the overrides belong to the site."""
    sources = []
    for folder in ("members", "events", "roundtables", "site"):
        label = f"tafelrunde_{folder}"
        templates = [root / "templates" / label]
        if folder == "site":
            templates.append(root / "templates" / "overrides")
        sources.append(CatalogueSource(label, root / folder / label, tuple(templates)))
    return sources


class ExtractionError(Exception):
    """The texts cannot be collected; the message says what to do."""


def extract(source: CatalogueSource, root: Path) -> polib.POFile:
    """Return a catalogue without translations that holds every text of the package, sorted.

    Raises ExtractionError when xgettext is missing or refuses a file.
    """
    if shutil.which("xgettext") is None:
        raise ExtractionError("xgettext is missing. On Debian: apt-get install gettext")
    with tempfile.TemporaryDirectory() as scratch:
        names = list(_write_inputs(source, root, Path(scratch)))
        if not names:
            return polib.POFile()
        result = subprocess.run(
            [
                "xgettext", "--language=Python", "--from-code=UTF-8", "--no-location", "--sort-output", "--no-wrap",
                "--add-comments=Translators", "--output=-", *(f"--keyword={keyword}" for keyword in KEYWORDS), *names,
            ],
            cwd=scratch, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if result.returncode:
        raise ExtractionError(result.stderr.strip())
    return polib.pofile(result.stdout) if result.stdout.strip() else polib.POFile()


def _write_inputs(source: CatalogueSource, root: Path, scratch: Path) -> Iterator[str]:
    """Copy Python files and translate templates to the Python that xgettext reads; yield their names."""
    from django.utils.translation.template import templatize  # noqa: PLC0415

    files = sorted(source.package.rglob("*.py"))
    for folder in source.templates:
        files += sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".txt", ".xml"})
    for path in files:
        if "migrations" in path.parts:
            continue
        name = str(path.relative_to(root))
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            name += ".py"
            text = templatize(text, origin=name)
        target = scratch / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        yield name


def merge(old: polib.POFile, extracted: polib.POFile) -> polib.POFile:
    """Return the extracted texts with the translations of `old`: sorted, nothing guessed, nothing obsolete."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
    merged = polib.POFile(wrapwidth=100)
    merged.header = "German texts: collected by `make messages`, translated by hand."
    merged.metadata = dict(HEADER)
    for entry in sorted(extracted, key=lambda entry: (entry.msgid, entry.msgctxt or "")):
        before = known.get((entry.msgctxt, entry.msgid))
        same_form = before is not None and bool(before.msgid_plural) == bool(entry.msgid_plural)
        merged.append(
            polib.POEntry(
                msgctxt=entry.msgctxt,
                msgid=entry.msgid,
                msgid_plural=entry.msgid_plural,
                msgstr=before.msgstr if before and same_form else "",
                msgstr_plural=_plural_forms(before if same_form else None) if entry.msgid_plural else {},
                comment=entry.comment,
                tcomment=before.tcomment if before else "",
                flags=[flag for flag in entry.flags if flag != "fuzzy"],
            )
        )
    return merged


def _plural_forms(before: polib.POEntry | None) -> dict[int, str]:
    return dict(before.msgstr_plural) if before and before.msgstr_plural else {0: "", 1: ""}


def find_faults(source: CatalogueSource, root: Path) -> list[str]:
    """Return one line for each text that is missing, untranslated, fuzzy, obsolete or has other placeholders."""
    catalogue = polib.pofile(str(source.catalogue)) if source.catalogue.exists() else polib.POFile()
    present = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    wanted = {(entry.msgctxt, entry.msgid) for entry in extract(source, root)}
    faults = [f"missing: {key[1]!r}" for key in sorted(wanted - present.keys(), key=str)]
    faults += [f"no longer used: {key[1]!r}" for key in sorted(present.keys() - wanted, key=str)]
    faults += [f"obsolete: {entry.msgid!r}" for entry in catalogue.obsolete_entries()]
    for key, entry in present.items():
        if key in wanted:
            faults += _entry_faults(entry)
    return [f"{source.label}: {fault}" for fault in faults]


def _entry_faults(entry: polib.POEntry) -> list[str]:
    if entry.fuzzy:
        return [f"fuzzy: {entry.msgid!r}"]
    if not entry.translated():
        return [f"untranslated: {entry.msgid!r}"]
    # A singular may say "a day" without the number; nothing may name a value that is not there.
    offered = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
    translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    used = set().union(*map(placeholders, translations))
    if used != offered:
        return [f"placeholders differ ({', '.join(sorted(used ^ offered))}): {entry.msgid!r}"]
    return []


def placeholders(text: str) -> set[str]:
    """Return the named `%(name)s` and `{name}` places of a text."""
    return set(re.findall(r"%\((\w+)\)", text)) | set(re.findall(r"(?<!\{)\{(\w+)\}", text))
