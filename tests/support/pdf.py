"""Reads PDF files as typst writes them: every object in the open, text by the tables to Unicode that it brings along.

No reader for PDF files of others: no object streams, no encryption, no ligature tables but typst's.
"""

import re
import zlib
from dataclasses import dataclass
from functools import cached_property

_OBJECT = re.compile(rb"\n(\d+) 0 obj\s(.*?)\nendobj(?=\n)", re.DOTALL)
_STREAM = re.compile(rb"/Length (\d+).*?>>\s*stream\r?\n", re.DOTALL)
_POSITION = re.compile(rb"([\d.-]+) ([\d.-]+) cm")
_FONT = re.compile(rb"/(f\d+) [\d.]+ Tf")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
POINTS_PER_MM = 72 / 25.4
PAGE_HEIGHT = 297


@dataclass(frozen=True)
class Line:
    """A run of text and where its baseline begins, in millimetres from the left and from the top."""

    x: float
    y: float
    text: str


class Pdf:
    """One PDF file."""

    def __init__(self, content: bytes) -> None:
        self.objects = {int(found[1]): found[2] for found in _OBJECT.finditer(content)}

    @property
    def catalogue(self) -> str:
        """The root of the file."""
        return self._only(b"/Type/Catalog")

    @property
    def metadata(self) -> str:
        """What it says of itself (XMP)."""
        return self._only(b"/Type/Metadata")

    @cached_property
    def tags(self) -> list[str]:
        """The kinds of all tagged parts, in the order of the file: H1, P, Figure, …"""
        found = (re.search(rb"/Type/StructElem/S/(\w+)", body) for body in self.objects.values())
        return [tag[1].decode() for tag in found if tag]

    @cached_property
    def alternatives(self) -> list[str]:
        """The texts that stand for pictures."""
        found = (re.search(rb"/Alt(\(.*?\)|<[0-9A-F]+>)", body) for body in self.objects.values())
        return [_text_string(one[1]) for one in found if one]

    @cached_property
    def pages(self) -> list[list[Line]]:
        """The lines of all pages."""
        numbers = re.search(rb"/Kids\[(.*?)\]", next(body for body in self.objects.values() if b"/Type/Pages" in body))
        assert numbers
        return [self._lines(int(number)) for number in re.findall(rb"(\d+) 0 R", numbers[1])]

    def text(self, page: int) -> str:
        """Return the text of a page, its lines joined by blanks."""
        return " ".join(line.text for line in self.pages[page])

    def _only(self, mark: bytes) -> str:
        return next(body for body in self.objects.values() if mark in body).decode("utf-8", "replace")

    def _lines(self, page: int) -> list[Line]:
        body = self.objects[page]
        resources = self.objects[_reference(body, b"Resources")]
        fonts = {name: self._letters(int(font)) for name, font in re.findall(rb"/(f\d+) (\d+) 0 R", resources)}
        lines: list[Line] = []
        # One block of text to one position; outside of its strings it holds no parentheses.
        position = (0.0, 0.0)
        for block in re.split(rb"\nBT (?=\d+ Tr)", self._stream(_reference(body, b"Contents"))):
            strings, rest = _strings(block)
            if strings and (font := _FONT.search(rest)):
                letters, codes = fonts[font[1]], b"".join(strings)
                text = "".join(letters[codes[at] << 8 | codes[at + 1]] for at in range(0, len(codes), 2))
                lines.append(Line(*position, text))
            for across, up in _POSITION.findall(rest):
                position = float(across) / POINTS_PER_MM, PAGE_HEIGHT - float(up) / POINTS_PER_MM
        return lines

    def _letters(self, font: int) -> dict[int, str]:
        table = self._stream(_reference(self.objects[font], b"ToUnicode"))
        pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", table)
        return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}

    def _stream(self, number: int) -> bytes:
        found = _STREAM.search(self.objects[number])
        assert found
        return zlib.decompress(self.objects[number][found.end() : found.end() + int(found[1])])


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found
    return int(found[1])


def _strings(content: bytes) -> tuple[list[bytes], bytes]:
    """Return the strings to be shown, which may hold balanced parentheses, and what stands outside of all strings."""
    strings, rest, depth, at, begin = [], bytearray(), 0, 0, 0
    while at < len(content):
        char = content[at : at + 1]
        if char == b"(":
            depth += 1
            begin = at + 1 if depth == 1 else begin
        elif char == b")":
            depth -= 1
            if not depth and rest.count(b"<<") == rest.count(b">>"):
                strings.append(_ESCAPE.sub(_unescaped, content[begin:at]))
        elif char == b"\\":
            at += 1
        elif not depth:
            rest += char
        at += 1
    return strings, bytes(rest)


def _unescaped(found: re.Match[bytes]) -> bytes:
    escape = found[1]
    return bytes([int(escape, 8)]) if escape[:1].isdigit() else _NAMED.get(escape, escape)


def _text_string(raw: bytes) -> str:
    if raw.startswith(b"<"):
        return bytes.fromhex(raw[1:-1].decode()).decode("utf-16")
    return raw[1:-1].decode("latin-1")
