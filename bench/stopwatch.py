"""Times the stages of a task."""

from collections.abc import Callable
from time import perf_counter


class Stopwatch:
    """Seconds by stage, in the order they ran."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time[Result](self, stage: str, work: Callable[[], Result]) -> Result:
        """Run the work, note how long it took, and return what it returned."""
        started = perf_counter()
        result = work()
        self.seconds[stage] = perf_counter() - started
        return result

    @property
    def total(self) -> float:
        """Seconds of all stages."""
        return sum(self.seconds.values())
