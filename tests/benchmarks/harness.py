"""The register of benchmarks, and fair timing."""

import gc
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Result:
    """One line of the report.

    `against` names the peer or floor that was measured in the same run; `value` is in `unit`, usually a ratio.
    """

    name: str
    value: float
    unit: str
    against: str
    target: float
    met: bool
    note: str = ""

    def as_json(self) -> str:
        """Return the result as one line."""
        return json.dumps({**asdict(self), "value": round(self.value, 3)}, ensure_ascii=False)


Benchmark = Callable[[], Result]
REGISTER: dict[str, Benchmark] = {}
#: How long a contestant works in one round, at least.
ROUND_SECONDS = 0.1


def benchmark(function: Benchmark) -> Benchmark:
    """Register a measurement under its function's name, which is the name in its result."""
    REGISTER[function.__name__] = function
    return function


def medians(*contestants: Callable[[], object], rounds: int = 7) -> list[float]:
    """Return the median seconds that one call of each contestant takes; they take turns after one unmeasured round.

    Short calls are repeated within a round: after the collection of garbage the first one finds every cache empty,
    which a server that works all day does not.
    """
    repeats = [_repeats(contestant) for contestant in contestants]
    times: list[list[float]] = [[] for _ in contestants]
    for _ in range(rounds):
        for contestant, repeat, series in zip(contestants, repeats, times, strict=True):
            gc.collect()
            before = time.perf_counter()
            for _ in range(repeat):
                contestant()
            series.append((time.perf_counter() - before) / repeat)
    return [statistics.median(series) for series in times]


def _repeats(contestant: Callable[[], object]) -> int:
    """Return how often a contestant has to be called to fill a round, after a first call that nobody measures."""
    contestant()
    before = time.perf_counter()
    contestant()
    return max(1, round(ROUND_SECONDS / (time.perf_counter() - before)))


def times_faster(name: str, ours: float, peer: float, *, against: str, at_least: float, note: str) -> Result:
    """Return how many times faster we are than the peer."""
    value = peer / ours
    return Result(name, value, "times faster", against, at_least, value >= at_least, note)


def times_floor(name: str, ours: float, floor: float, *, against: str, at_most: float, note: str) -> Result:
    """Return how many times the floor's time we need."""
    value = ours / floor
    return Result(name, value, "times the time", against, at_most, value <= at_most, note)
