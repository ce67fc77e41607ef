import re
from pathlib import Path

import pytest
from django.template import engines

from tests.support.prerequisites import ROOT

TEMPLATES = ROOT / "templates"
FILES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt", ".xml"})
MAILS = [path for path in FILES if path.relative_to(TEMPLATES).parts[1] == "mail"]
PAGES = [path for path in FILES if path.suffix == ".html" and path not in MAILS]


def name(path: Path) -> str:
    """The name a template is loaded by."""
    relative = path.relative_to(TEMPLATES)
    return str(relative.relative_to("overrides") if relative.parts[0] == "overrides" else relative)


def ids(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_template_compiles(path):
    assert engines["django"].get_template(name(path)).origin.name == str(path)


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_page_has_no_inline_script_or_style(path):
    """Law 15: the content security policy has no 'unsafe-inline'. Mails carry their styles inside."""
    text = path.read_text()
    found = re.findall(r"""\sstyle=["']|\son[a-z]+=["']|javascript:|<style[\s>]|<script(?![^>]*\ssrc=)[^>]*>""", text)
    # Data for scripts (JSON) is no script; the browser runs nothing of it.
    assert [hit for hit in found if "application/" not in hit] == []


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_template_trusts_nothing(path):
    """`autoescape off` is for plain-text mails; `safe` for help texts, which Django's own validators write in HTML."""
    text = path.read_text().replace("field.help_text|safe", "")
    assert not re.search(r"\|\s*safe\b", text)
    if path.suffix == ".html":
        assert "autoescape off" not in text


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_page_names_no_third_party(path):
    """Law 15: a page loads nothing from elsewhere (links to elsewhere are fine)."""
    assert re.findall(r"""<(?:script|img|iframe|source|video|audio)[^>]*\ssrc=["']https?:""", path.read_text()) == []
    assert re.findall(r"""<link[^>]*\shref=["']https?:""", path.read_text()) == []


def test_mails_come_as_text_and_html():
    mails = {path for path in MAILS if not path.name.startswith(("base", "_"))}
    lonely = [
        str(path.relative_to(TEMPLATES))
        for path in sorted(mails)
        if path.with_suffix(".txt" if path.suffix == ".html" else ".html") not in mails
        and not path.stem.endswith("_subject")
    ]
    assert lonely == []


#: Lowest first: a template uses templates, tags and addresses of its own plugin and of those below it.
LAYERS = ("tafelrunde_members", "tafelrunde_events", "tafelrunde_roundtables", "tafelrunde_site")
LAYERED = [path for path in FILES if path.relative_to(TEMPLATES).parts[0] in LAYERS]


@pytest.mark.parametrize("path", LAYERED, ids=ids)
def test_template_uses_no_higher_plugin(path):
    own = LAYERS.index(path.relative_to(TEMPLATES).parts[0])
    tags = re.findall(r"{%[^%]*%}", path.read_text())
    assert [tag for tag in tags for higher in LAYERS[own + 1 :] if re.search(rf"\b{higher}\b", tag)] == []
