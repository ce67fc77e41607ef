"""Measurements against peers, run by `make bench`.

Each module `bench_<area>.py` registers functions with `@benchmark`. What is compared runs in turns in the same process,
so that a slower machine or a busy neighbour slows both.
"""
