"""The door of workers."""

from vitalfew.workers.actions import beat, worker_seen_at

__all__ = ["beat", "worker_seen_at"]
