"""What the database reckons over many rows, beyond Django's own."""

from django.db.models import Aggregate, DurationField


class Median(Aggregate):
    """The middle one of many spans of time."""

    function = "percentile_cont"
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"
    output_field = DurationField()
