"""Checks that models, forms and imports share."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _


def validate_deliverable_address(value: str) -> None:
    """Refuse addresses that plain SMTP or a header cannot carry.

    Non-ASCII local parts need SMTPUTF8 (RFC 6531), which most recipients' servers refuse; Django would encode them
    as RFC 2047 words, which an address must not contain. Raises ValidationError.
    """
    if any(char.isspace() or not char.isprintable() for char in value):
        raise ValidationError(_("The address contains a blank or a control character."), code="control")
    # Before Django's own check, which refuses such an address without saying why.
    local_part = value.rpartition("@")[0]
    if not local_part.isascii():
        raise ValidationError(
            _("Please use an address without umlauts before the @: many mail servers do not accept them."),
            code="non_ascii_local_part",
        )
    validate_email(value)
