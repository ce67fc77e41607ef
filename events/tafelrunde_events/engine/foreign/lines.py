"""From the bytes of a file to its content lines, unfolded, with the number of the line on which each begins."""

import codecs
import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What a file without a byte order mark begins with when each letter takes two bytes.
_WIDE = {b"B\0E\0": "utf-16-le", b"\0B\0E": "utf-16-be"}
# What begins a property, and not a line of a text: a name in capitals, and the rest of the line, if that was not folded
# away; or a name that is known in any case. "Ort: Rathaus", "18:00 Uhr" and "https://" are text.
_CONTENT_LINE = re.compile(
    rb"\s*(?:[A-Z][A-Z0-9-]*\s*(?:[;:]|$)|(?i:begin|end|uid|dt(?:start|end|stamp)|summary|description|location)\s*[;:])"
)
_TEXT = re.compile(rb"\s*(?:SUMMARY|DESCRIPTION|LOCATION|COMMENT|X-ALT-DESC)\s*[;:]", re.IGNORECASE)


class Line(NamedTuple):
    """A content line as it was before somebody folded it, and where it begins, counted from 1."""

    number: int
    text: str


def content_lines(data: bytes) -> Iterator[Line]:
    """Yield the content lines of a file, whatever its encoding and its line breaks.

    Lines are unfolded before they are decoded, because many programs fold between two bytes of one character. What is
    not UTF-8 is read as Windows-1252, line by line. A line that cannot be a property continues the text before
    it: somebody forgot to escape the line break. Takes time and memory in proportion to the data.
    """
    number, parts, is_text = 0, list[bytes](), False
    for position, raw in enumerate(_raw_lines(_narrow(data)), start=1):
        if not raw.strip():
            continue
        if parts and raw[:1] in (b" ", b"\t"):
            parts.append(raw[1:])
        elif is_text and not _CONTENT_LINE.match(raw):
            parts.append(b"\\n" + raw)
        else:
            if parts:
                yield Line(number, _decode(b"".join(parts)))
            number, parts = position, [raw.removeprefix(codecs.BOM_UTF8)]
            # Asked once: a line may begin with megabytes of blanks, and be followed by as many lines.
            is_text = bool(_TEXT.match(parts[0]))
    if parts:
        yield Line(number, _decode(b"".join(parts)))


def _narrow(data: bytes) -> bytes:
    """Return the data in an encoding whose line breaks are single bytes."""
    encoding = "utf-16" if data.startswith(_UTF_16) else _WIDE.get(data[:4])
    return data.decode(encoding, "replace").encode("utf-8", "replace") if encoding else data


def _raw_lines(data: bytes) -> Iterator[bytes]:
    """Yield the physical lines between any of CRLF, LF and CR."""
    lines = (line.removesuffix(b"\n").removesuffix(b"\r") for line in io.BytesIO(data))
    return chain.from_iterable(line.split(b"\r") for line in lines)


def _decode(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
