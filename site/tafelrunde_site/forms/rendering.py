"""How forms look: every `{{ form }}` and `{{ field.as_field_group }}` of the public site takes the theme's templates.

Plugins write no form markup of their own, so a host with another theme shows their forms in its own way.
"""

from django.forms.renderers import TemplatesSetting


class ThemeRenderer(TemplatesSetting):
    """Labels above, help and mistakes before the control, choices as tiles, and a summary that leads to mistakes."""

    form_template_name = "tafelrunde_site/forms/form.html"
    field_template_name = "tafelrunde_site/forms/field.html"
