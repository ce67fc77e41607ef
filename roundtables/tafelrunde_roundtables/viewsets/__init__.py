"""The plugin's part of the Wagtail admin that consists of viewsets."""

from tafelrunde_roundtables.viewsets.tables import RoundTableViewSet

tables = RoundTableViewSet("tafelrunde_roundtables_tables")
