"""Texts of allauth that reach our pages and whose German says "du".

Our catalogue is read after that of allauth: what is listed here can be translated with "Sie".
"""

from django.utils.translation import gettext_noop as _

FORMAL_WORDING = (
    _("Please type your current password."),
    _("You must type the same password each time."),
    _("Be patient, you are sending too many requests."),
)
