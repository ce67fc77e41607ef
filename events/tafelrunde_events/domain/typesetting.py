"""From data to PDF/UA-1, by typst. Data is passed as JSON and never becomes markup; nothing is fetched from anywhere.

Set in Libertinus Serif (SIL Open Font License), which typst brings along; fonts of the machine are not used, so that
paper looks the same everywhere.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from tafelrunde_events.engine.texts import clean_text

STANDARD: Literal["ua-1"] = "ua-1"
#: Stands for a character that no font at hand can show: the standard forbids to leave it empty.
REPLACEMENT = "\N{WHITE SQUARE}"
#: Western scripts and what belongs to them; anything else is asked for.
_SURELY_SHOWN = frozenset(map(chr, (0x0A, *range(0x20, 0x7F), *range(0xA0, 0x180)))) | frozenset("–—‘’‚“”„…€•")
_PROBE = b'#set document(title: "-")\n#set text(font: "Libertinus Serif")\n#sys.inputs.text'


def typeset(template: Path, data: Mapping[str, Any]) -> bytes:
    """Return one PDF/UA-1 made by a template, which says which data it takes; all of it is untrusted plain text.

    A template may read other files of its own folder and nothing else; it sets title and language of the document.
    Raises typst.TypstError where the standard is broken, for instance by a picture without alternative text.
    """
    pdf: bytes = typst.compile(
        str(template),
        root=str(template.parent),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_showable(data))},
        format="pdf",
        pdf_standards=STANDARD,
    )
    return pdf


def _showable(value: Any) -> Any:
    """Return the data with every character replaced that cannot be shown."""
    if isinstance(value, Mapping):
        return {key: _showable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_showable(item) for item in value]
    if not isinstance(value, str) or _SURELY_SHOWN.issuperset(value):
        return value
    return "".join(char if _can_be_shown(char) else REPLACEMENT for char in clean_text(value))


@lru_cache(maxsize=2048)
def _can_be_shown(character: str) -> bool:
    if character in _SURELY_SHOWN:
        return True
    try:
        typst.compile(
            _PROBE, ignore_system_fonts=True, sys_inputs={"text": character}, format="pdf", pdf_standards=STANDARD
        )
    except typst.TypstError:
        return False
    return True
