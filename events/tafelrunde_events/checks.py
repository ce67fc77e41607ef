"""System checks of the plugin."""

from collections.abc import Sequence
from typing import Any

from django.core import checks

from tafelrunde_events import conf
from tafelrunde_events.engine import AddressError, check_address
from tafelrunde_members.mail.inbound_conf import trusted_authserv

#: RFC 5321 4.5.3.1.1 allows 64 octets before the @; a plus and the token of 32 are added.
_LONGEST_LOCAL_PART = 64 - 33


@checks.register("mail")
def check_reply_address(**_options: Any) -> Sequence[checks.CheckMessage]:
    """Look at the mailbox that calendar programs answer to."""
    address = conf.reply_address()
    if not address:
        return []
    hint = 'For example "antwort@example.org"; leave it empty where no mail is received.'
    try:
        check_address(address)
    except AddressError as error:
        return [checks.Error(f"TAFELRUNDE_REPLY_ADDRESS: {error}", hint=hint, id="tafelrunde_events.E001")]
    local_part = address.partition("@")[0]
    if "+" in local_part or len(local_part) > _LONGEST_LOCAL_PART:
        return [
            checks.Error(
                "TAFELRUNDE_REPLY_ADDRESS must leave room for a tag before the @.",
                hint=f"{hint} At most {_LONGEST_LOCAL_PART} characters before the @, and no plus sign.",
                id="tafelrunde_events.E002",
            )
        ]
    if not trusted_authserv():
        return [
            checks.Warning(
                "TAFELRUNDE_TRUSTED_AUTHSERV is empty: forged senders of calendar answers cannot be told.",
                hint="Have the mail server check DMARC, and name it as it signs its Authentication-Results (RFC 8601).",
                id="tafelrunde_events.W001",
            )
        ]
    return []
