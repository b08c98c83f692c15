"""The door of upkeep."""

from vitalfew.upkeep.models import Requirement
from vitalfew.upkeep.policies import UPKEEP
from vitalfew.upkeep.queries import Upkeep, upkeep_of

__all__ = ["UPKEEP", "Requirement", "Upkeep", "upkeep_of"]
