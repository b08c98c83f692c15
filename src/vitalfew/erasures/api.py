"""The door of erasures: whoever erases for good notes it here, and says how it is done again after a restore."""

from vitalfew.erasures.actions import erase_anew, keep_outside, note_erasure
from vitalfew.erasures.registry import register

__all__ = ["erase_anew", "keep_outside", "note_erasure", "register"]
