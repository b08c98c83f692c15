"""Small secrets that must be read again: unreadable for whoever has the database but not the installation's key."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str, purpose: str) -> str:
    """Unreadable; ``purpose`` keeps what one part of the product sealed from another."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """What ``seal`` hid; cryptography's InvalidToken where the key is another one."""
    return _box(purpose).decrypt(sealed.encode()).decode()


def _box(purpose: str) -> MultiFernet:
    """Seals with the installation's key, and still reads what an older key sealed."""
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(_fernet_key(key, purpose)) for key in keys])


def _fernet_key(key: str, purpose: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(purpose.encode() + key.encode()).digest())
