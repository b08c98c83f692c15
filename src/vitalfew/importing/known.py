"""The kinds of files that can be brought in, in the order in which they are offered."""

from vitalfew.importing.kinds import ImportKind
from vitalfew.importing.ledger.kind import Ledger
from vitalfew.importing.records.contacts import Contacts
from vitalfew.importing.records.customers import Customers
from vitalfew.importing.records.follow_ups import FollowUps
from vitalfew.importing.records.inquiries import Inquiries

KINDS: tuple[ImportKind, ...] = (Ledger(), Customers(), Contacts(), Inquiries(), FollowUps())
