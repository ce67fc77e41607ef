"""The field for a mail address that mail can be sent to."""

from django import forms

from tafelrunde_members.validators import validate_deliverable_address


class DeliverableAddressField(forms.EmailField):
    """A mail address; what is wrong with it is said once, and says why where Django only says that it is."""

    default_validators = [validate_deliverable_address]
