"""Texts of strangers, as they may stand in a public calendar: plain, of bounded length, without addresses of people."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from icalendar.parser import unescape_backslash

from tafelrunde_events.engine.texts import clean_line, clean_text

LONGEST_TITLE = 255
LONGEST_TEXT = 4_000
LONGEST_URL = 500
_MOST_CATEGORIES = 20
_LONGEST_CATEGORY = 100
# Read of a raw value: more than fits in the end, because markup and escapes fall away.
_READ = 4
# Bounded repetitions, so that no text takes longer than its length deserves. "%40" is how addresses stand in links.
_ADDRESS = re.compile(
    r"(?:mailto:)?[^\s@<>()\[\]{},;:\"'/=?&]{1,64}(?:@|%40)[^\W_](?:[\w-]{0,62}\.){1,8}[^\W\d_]{2,63}", re.IGNORECASE
)
_MARKUP = re.compile(
    r"</?(?:a|b|br|body|div|em|font|h[1-6]|html|i|li|ol|p|span|strong|table|u|ul)\b[^<>]*>", re.IGNORECASE
)
# What nobody sees: it turns the direction of the words that follow, or hides an address from the search for it.
_UNSEEN = re.compile("[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069]")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DECLARATION = re.compile(r"<[!?][^<>]*>?")
_NO_TAG = re.compile(r"<(?!/?[a-z][^<>]*>)", re.IGNORECASE)
_MANY_BREAKS = re.compile(r"[ \t]*\n(?:[ \t]*\n){2,}")
_BREAKING = frozenset({"br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "tr"})
_ENDING = frozenset({"div", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "table", "ul"})
_SILENT = frozenset({"head", "script", "style", "title"})
_COMMA = re.compile(r"(?<!\\),")


def line_of_text(raw: str, *, longest: int = LONGEST_TITLE) -> str:
    """Return a raw TEXT value on one line, without markup and addresses of people, cut where it is too long."""
    return _cut(clean_line(_plain(raw, longest)), longest)


def lines_of_text(raw: str) -> str:
    """Return a raw TEXT value with its line breaks, without markup and addresses of people, cut where it is too long.

    Every e-mail address becomes "[…]", whoever it belongs to: nothing in a file tells a person's from an office's, and
    no feed may give a person's away.
    """
    text = "\n".join(line.rstrip() for line in clean_text(_plain(raw, LONGEST_TEXT)).split("\n"))
    return _cut(_MANY_BREAKS.sub("\n\n", text).strip(), LONGEST_TEXT)


def identifier(raw: str) -> str:
    """Return a raw TEXT value as a name that is compared and never shown."""
    return clean_line(unescape_backslash(raw))


def web_address(raw: str) -> str:
    """Return an http(s) address that names no person and no password, or nothing."""
    address = clean_line(raw.replace("\\,", ",").replace("\\;", ";"))
    if len(address) > LONGEST_URL or " " in address or _ADDRESS.search(address):
        return ""
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return ""
    return address if is_web else ""


def categories(raws: list[str]) -> tuple[str, ...]:
    """Return the categories of raw CATEGORIES values, each once, in their order."""
    names = (line_of_text(name, longest=_LONGEST_CATEGORY) for raw in raws for name in _COMMA.split(raw[:LONGEST_TEXT]))
    return tuple(dict.fromkeys(filter(None, names)))[:_MOST_CATEGORIES]


def _plain(raw: str, longest: int) -> str:
    text = unescape_backslash(raw[: longest * _READ])
    if _MARKUP.search(text):
        reader = _TextOfMarkup()
        reader.feed(_tags_alone(text))
        reader.close()
        text = "".join(reader.parts)
    return _ADDRESS.sub("[…]", _UNSEEN.sub("", text))


def _tags_alone(text: str) -> str:
    """Return markup in which every "<" begins a tag that ends.

    Python's parser begins anew at each one that does not, which takes time by the square of their number, and raises
    AssertionError for some declarations.
    """
    return _NO_TAG.sub("&lt;", _DECLARATION.sub("", _COMMENT.sub("", text)))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


class _TextOfMarkup(HTMLParser):
    """Collects the words of HTML, its line breaks, and where its links lead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BREAKING:
            self.parts.append("\n")
        elif tag == "a":
            self._link = web_address(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in _ENDING:
            self.parts.append("\n")
        elif tag == "a" and self._link:
            if self._link not in "".join(self.parts[-1:]):
                self.parts.append(f" ({self._link})")
            self._link = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
