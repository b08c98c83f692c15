"""The jobs app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from vitalfew.web.api import MemberLink, register


class JobsConfig(AppConfig):
    """Finds every app's ``tasks`` module, where kinds of jobs are registered."""

    name = "vitalfew.jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every app make its jobs known, and put the list of jobs into the member's menu."""
        register(MemberLink("jobs:list", _("Tasks"), "jobs", order=10))
        autodiscover_modules("tasks")
