"""The door of pools."""

from vitalfew.pool.actions import claim, release
from vitalfew.pool.allotting import allot_when_due
from vitalfew.pool.arriving import lay_new, lying_otherwise, pools_to_fill
from vitalfew.pool.bulk import plan_release
from vitalfew.pool.daily import recycle_when_due
from vitalfew.pool.following import never_recycled, when_pooled
from vitalfew.pool.forms import ReleaseForm
from vitalfew.pool.lists import name_in, told_by
from vitalfew.pool.locking import lock, lock_of, unlock
from vitalfew.pool.models import Lock, Notice, Pool, Pooled
from vitalfew.pool.policies import POOL, entries_visible_to, may_release
from vitalfew.pool.queries import Waiting, about_to_go, entries_of, open_pools, pool_for, pools

__all__ = [
    "POOL",
    "Lock",
    "Notice",
    "Pool",
    "Pooled",
    "ReleaseForm",
    "Waiting",
    "about_to_go",
    "allot_when_due",
    "claim",
    "entries_of",
    "entries_visible_to",
    "lay_new",
    "lock",
    "lock_of",
    "lying_otherwise",
    "may_release",
    "name_in",
    "never_recycled",
    "open_pools",
    "plan_release",
    "pool_for",
    "pools",
    "pools_to_fill",
    "recycle_when_due",
    "release",
    "told_by",
    "unlock",
    "when_pooled",
]
