"""The door of the timeline."""

from vitalfew.timeline.panels import Step, TimelineTab, timeline_tab
from vitalfew.timeline.sources import Happening, Kind, Source, first_of, register, second_of
from vitalfew.timeline.windows import Window, beginning_of

__all__ = [
    "Happening",
    "Kind",
    "Source",
    "Step",
    "TimelineTab",
    "Window",
    "beginning_of",
    "first_of",
    "register",
    "second_of",
    "timeline_tab",
]
