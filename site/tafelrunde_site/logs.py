"""Log lines without what opens a door or names a person; logs are kept longer and read by more people than the site."""

import logging
import re

#: Whoever has the rest of such an address answers, registers or reads in somebody's name.
_TOKEN = re.compile(
    r"(/(?:antwort|anmeldung|abmelden|einlass|rueckmeldung|(?:mail-)?abo)/(?=[\w-]{20})"
    r"|/(?:a|bescheinigung)/(?=[\w%-]{12}))[\w%-]+"
)
_MAIL_ADDRESS = re.compile(r"[^\s<>\"'(),;:=\[\]/]+@[^\s<>\"'(),;:=\[\]/]+\.[^\s<>\"'(),;:=\[\]/]+")


def redact(text: str) -> str:
    """Return the text with "…" in place of the tokens of personal links and of mail addresses."""
    return _MAIL_ADDRESS.sub("…", _TOKEN.sub(r"\1…", text))


class RedactingFormatter(logging.Formatter):
    """Redacts the finished line, so that tracebacks and the details of database errors are covered as well."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without secrets."""
        return redact(super().format(record))
