"""Settings of the deployable site, one module per purpose: dev, test, production."""
