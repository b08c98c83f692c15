"""Times the stages of a task."""

from collections.abc import Callable
from time import perf_counter, process_time


class Stopwatch:
    """Seconds by stage, in the order they ran."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor: dict[str, float] = {}  # of all cores, which a busy machine changes less

    def time[Result](self, stage: str, work: Callable[[], Result]) -> Result:
        """Run the work, note how long it took, and return what it returned."""
        started, used = perf_counter(), process_time()
        result = work()
        self.processor[stage] = process_time() - used
        self.seconds[stage] = perf_counter() - started
        return result

    @property
    def total(self) -> float:
        """Seconds of all stages."""
        return sum(self.seconds.values())

    @property
    def cpu(self) -> float:
        """Processor seconds of all stages."""
        return sum(self.processor.values())
