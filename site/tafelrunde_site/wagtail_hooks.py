"""Registers the site's parts with the Wagtail admin."""

from wagtail import hooks

from tafelrunde_site.accounts.panels import warn_without_second_factor

hooks.register("construct_homepage_panels", warn_without_second_factor)
