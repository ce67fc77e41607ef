"""How mail from anywhere is read. Python takes minutes for a Content-Type of a megabyte, which anybody may send, and
stumbles over some that are malformed.
"""

from email._policybase import Compat32  # no public name leads to the class
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    _EmailPolicy = EmailPolicy[EmailMessage]
else:
    _EmailPolicy = EmailPolicy

#: Characters that a MIME field (Content-Type and its like) may have; longer ones say nothing.
LONGEST_MIME_FIELD = 2_000
#: Lines that may begin a part; Python needs a minute for some hundred thousand parts.
MOST_BOUNDARIES = 5_000


def has_endless_parts(raw: bytes) -> bool:
    """Tell whether a mail is cut into more parts than are worth to be told apart."""
    return raw.count(b"\n--") > MOST_BOUNDARIES


def _bounded(name: str, value: str) -> tuple[str, str]:
    is_endless = name.lower().startswith("content-") and len(value) > LONGEST_MIME_FIELD
    return name, "" if is_endless else value


class _Modern(_EmailPolicy):
    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        return _bounded(*super().header_source_parse(sourcelines))

    def header_fetch_parse(self, name: str, value: str) -> Any:
        try:
            return super().header_fetch_parse(name, value)
        except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
            return self.header_factory(name, "")


class _Old(Compat32):
    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        return _bounded(*super().header_source_parse(sourcelines))


#: Python's modern policy, and the old one that takes any bytes for text.
MODERN = _Modern()
OLD = _Old()
