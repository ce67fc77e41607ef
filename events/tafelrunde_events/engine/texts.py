"""Text as it may stand in a calendar stream."""

import re

# RFC 5545 3.1 forbids control characters but TAB. Beyond it: lone surrogates cannot be encoded, and U+FEFF
# reads as a byte order mark when a line is folded in front of it.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff]")
# Parsers that split with str.splitlines (vdirsyncer, khal) end a content line at each of these.
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    """Return the text with one kind of line break, the newline, and without control characters but TAB."""
    return _FORBIDDEN.sub("", _LINE_BREAK.sub("\n", text))


def clean_line(text: str, *, joint: str = " ") -> str:
    """Return the text on one line: its non-empty lines, stripped, with ``joint`` between them."""
    if text.isprintable():
        return text.strip()
    lines = (line.strip() for line in clean_text(text).replace("\t", " ").split("\n"))
    return joint.join(line for line in lines if line)
