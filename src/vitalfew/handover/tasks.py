"""The planned work of hand-overs is made known when Django starts."""

from vitalfew.handover import answering

__all__ = ["answering"]
