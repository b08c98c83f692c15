"""The door of pools."""

from vitalfew.pool.actions import claim, release
from vitalfew.pool.bulk import plan_release
from vitalfew.pool.daily import recycle_when_due
from vitalfew.pool.following import never_recycled, when_pooled
from vitalfew.pool.forms import ReleaseForm
from vitalfew.pool.lists import name_in, told_by
from vitalfew.pool.models import Notice, Pool, Pooled
from vitalfew.pool.policies import POOL, entries_visible_to, may_release
from vitalfew.pool.queries import Waiting, about_to_go, entries_of, open_pools, pool_for, pools

__all__ = [
    "POOL",
    "Notice",
    "Pool",
    "Pooled",
    "ReleaseForm",
    "Waiting",
    "about_to_go",
    "claim",
    "entries_of",
    "entries_visible_to",
    "may_release",
    "name_in",
    "never_recycled",
    "open_pools",
    "plan_release",
    "pool_for",
    "pools",
    "recycle_when_due",
    "release",
    "told_by",
    "when_pooled",
]
