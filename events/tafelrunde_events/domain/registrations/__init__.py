"""Registrations: how one asks for a place, gets it, waits for it and gives it back.

Every function that grants, frees or changes places is one transaction whose first statement writes to the event's row
(law 9): that lock is the one that publishing and cancelling take as well, so they wait for each other and never block
each other. What is free is then counted from rows.
"""
