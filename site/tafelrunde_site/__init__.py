"""The deployable site: settings, URLs, home and standard pages, theme, accounts and the demo network."""
