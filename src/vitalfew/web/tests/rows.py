"""A table of its own for the tests of lists: web knows no table of the trade."""

from typing import ClassVar

from django.db import models


class Row(models.Model):
    """A row of a made-up list."""

    name = models.CharField(max_length=60)
    points = models.IntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Row"]] = models.Manager()

    class Meta:
        app_label = "web"
        managed = False
        db_table = "web_test_row"

    def __str__(self) -> str:
        return self.name
