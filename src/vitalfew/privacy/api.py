"""The door of privacy. ``reapply_erasures`` is what a restore calls; ``erasures_file`` is what a backup takes along."""

from vitalfew.privacy.actions import reapply_erasures
from vitalfew.privacy.tombstones import Tombstone, erasures, erasures_file

__all__ = ["Tombstone", "erasures", "erasures_file", "reapply_erasures"]
