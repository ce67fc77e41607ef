"""Admin viewsets of the site."""
