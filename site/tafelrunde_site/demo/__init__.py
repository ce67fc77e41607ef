"""The demo network: real institutions and districts of one state, people invented, all made by domain functions."""
