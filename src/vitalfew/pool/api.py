"""The door of pools."""

from vitalfew.pool.actions import claim, release
from vitalfew.pool.bulk import plan_release
from vitalfew.pool.following import when_pooled
from vitalfew.pool.forms import ReleaseForm
from vitalfew.pool.lists import name_in, told_by
from vitalfew.pool.models import Pool, Pooled
from vitalfew.pool.policies import POOL, entries_visible_to, may_release
from vitalfew.pool.queries import Waiting, entries_of, open_pools, pool_for, pools

__all__ = [
    "POOL",
    "Pool",
    "Pooled",
    "ReleaseForm",
    "Waiting",
    "claim",
    "entries_of",
    "entries_visible_to",
    "may_release",
    "name_in",
    "open_pools",
    "plan_release",
    "pool_for",
    "pools",
    "release",
    "told_by",
    "when_pooled",
]
