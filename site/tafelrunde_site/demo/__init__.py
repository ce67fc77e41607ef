"""The demo network: real institutions and districts of one state, invented people, made through the domain functions."""
