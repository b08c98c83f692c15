"""The door of upkeep."""

from vitalfew.upkeep.models import Requirement
from vitalfew.upkeep.policies import UPKEEP, requirements_in_force
from vitalfew.upkeep.queries import Upkeep, upkeep_of
from vitalfew.upkeep.rules import stages_from

__all__ = [
    "UPKEEP",
    "Requirement",
    "Upkeep",
    "requirements_in_force",
    "stages_from",
    "upkeep_of",
]
