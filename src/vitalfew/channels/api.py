"""The door of channels: how people and companies are reached."""

from vitalfew.channels.forms import FIELDS, ChannelsMixin, as_typed
from vitalfew.channels.handles import HandleKind, HandleText, read_mails
from vitalfew.channels.models import Handle, Phone, handle_indexes, phone_indexes
from vitalfew.channels.phones import LONGEST as LONGEST_PHONE
from vitalfew.channels.phones import MOST as MOST_PHONES
from vitalfew.channels.phones import (
    PhoneKind,
    PhoneNumber,
    digits_of,
    masked,
    read_phone,
    read_phones,
    shown,
    tail_of,
)
from vitalfew.channels.reach import Channels, channels_of, store_channels, store_many
from vitalfew.channels.regions import region_of
from vitalfew.channels.seen import (
    Way,
    allowed_channels,
    behind_masks,
    channels_seen,
    guard_channels,
    guards_of,
    typed_channels,
    way_of_phone,
)
from vitalfew.channels.telling import mention_unclear

__all__ = [
    "FIELDS",
    "LONGEST_PHONE",
    "MOST_PHONES",
    "Channels",
    "ChannelsMixin",
    "Handle",
    "HandleKind",
    "HandleText",
    "Phone",
    "PhoneKind",
    "PhoneNumber",
    "Way",
    "allowed_channels",
    "as_typed",
    "behind_masks",
    "channels_of",
    "channels_seen",
    "digits_of",
    "guard_channels",
    "guards_of",
    "handle_indexes",
    "masked",
    "mention_unclear",
    "phone_indexes",
    "read_mails",
    "read_phone",
    "read_phones",
    "region_of",
    "shown",
    "store_channels",
    "store_many",
    "tail_of",
    "typed_channels",
    "way_of_phone",
]
