"""What the environment says. Each kind of variable is read here; what is wrong with one is said in a sentence."""

import os
import re
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config.launcher.errors import LauncherError

YES, NO = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "[::1]", "::1"}
_host = re.compile(r"\.?[a-z0-9_]([a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.I)
_currency = re.compile(r"[A-Z]{3}")
_country = re.compile(r"[A-Z]{2}")


def text(name: str, otherwise: str = "") -> str:
    """A variable's words; one that is set to nothing counts as not set."""
    return os.environ.get(name, "").strip() or otherwise


def flag(name: str) -> bool:
    """Yes or no; not set is no."""
    said = text(name).lower()
    if said in YES | NO:
        return said in YES
    raise LauncherError(f"{name} is {said!r}: set it to 1 (yes) or 0 (no).")


def whole_number(name: str, otherwise: int, *, least: int, most: int) -> int:
    """A number within its bounds."""
    said = text(name, str(otherwise))
    if not said.isascii() or not said.isdecimal() or not least <= int(said) <= most:
        raise LauncherError(f"{name} is {said!r}: set it to a whole number from {least} to {most}.")
    return int(said)


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """One of some words; the first stands for not set."""
    said = text(name, choices[0])
    if said not in choices:
        known = " or ".join(filter(None, choices))
        raise LauncherError(f"{name} is {said!r}: set it to {known}.")
    return said


def words(name: str, otherwise: str = "") -> list[str]:
    """The words between commas."""
    return [word.strip() for word in text(name, otherwise).split(",") if word.strip()]


def places(name: str) -> list[str]:
    """Hosts, hosts with a port, and networks such as 10.0.0.0/8, with commas."""
    named = words(name)
    for place in named:
        if not (is_network(place) if "/" in place else is_origin(f"http://{place}")):
            raise LauncherError(
                f"{name} names {place!r}: set it to host names and networks with commas, "
                "such as id.example.com, hooks.example.com:8443 or 10.0.0.0/8."
            )
    return named


def is_network(said: str) -> bool:
    """Whether this is a network, as 10.0.0.0/8 is."""
    try:
        return bool(ip_network(said, strict=False))
    except ValueError:
        return False


def public_address() -> str:
    """The address that people type, such as https://crm.example.com; nothing where it is not said."""
    said = text("VITALFEW_ADDRESS").rstrip("/")
    if said and not is_origin(said):
        raise LauncherError(
            f"VITALFEW_ADDRESS is {said!r}: set it to what people type into the browser, "
            "such as https://crm.example.com, without a path."
        )
    return said


def is_origin(address: str) -> bool:
    """Whether an address is scheme, host and perhaps a port, and nothing else."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    rest = parts.path + parts.query + parts.fragment
    host = parts.netloc.rpartition("@")[2].rsplit(":", 1)[0] if parts.port else parts.netloc
    return parts.scheme in {"http", "https"} and not rest and bool(_host.fullmatch(host))


def is_web_address(address: str) -> bool:
    """Whether an address is one of the web, with any path."""
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def host_of(address: str) -> str:
    """The host name of an address, as browsers send it without the port."""
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host


def hosts() -> list[str]:
    """The host names that the pages answer to."""
    named = words("VITALFEW_HOSTS", "localhost,127.0.0.1,[::1]")
    for name in named:
        if not _host.fullmatch(name):
            raise LauncherError(
                f"VITALFEW_HOSTS names {name!r}: set it to host names with commas, "
                "such as crm.example.com,localhost, without scheme, port and *."
            )
    address = public_address()
    return named + [host_of(address)] * (bool(address) and host_of(address) not in named)


def origins() -> list[str]:
    """The addresses that forms may come from, beside our own."""
    named = words("VITALFEW_ORIGINS")
    for name in named:
        if not is_origin(name):
            raise LauncherError(
                f"VITALFEW_ORIGINS names {name!r}: set it to addresses such as https://crm.example.com."
            )
    address = public_address()
    return named + [address] * (bool(address) and address not in named)


def is_https() -> bool:
    """Whether people come by HTTPS: a proxy in front of us speaks it."""
    if text("VITALFEW_HTTPS"):
        return flag("VITALFEW_HTTPS")
    return public_address().startswith("https://")


def debug() -> bool:
    """Whether errors show their insides. Never where others than this machine could see them."""
    if not flag("VITALFEW_DEBUG"):
        return False
    bind = text("VITALFEW_BIND", "127.0.0.1")
    open_to = [name for name in [*hosts(), bind] if name.lower() not in LOOPBACK_NAMES]
    if open_to:
        raise LauncherError(
            f"VITALFEW_DEBUG shows the insides of the product, and {open_to[0]} lets others see them: "
            "unset VITALFEW_DEBUG, or let only this machine in."
        )
    return True


def time_zone() -> str:
    """The company's time zone."""
    said = text("VITALFEW_TIME_ZONE", "Asia/Shanghai")
    try:
        return ZoneInfo(said).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise LauncherError(
            f"VITALFEW_TIME_ZONE is {said!r}, which is no time zone: set it to one such as Asia/Taipei."
        ) from error


def currency() -> str:
    """The currency of sales whose ledger names none."""
    said = text("VITALFEW_CURRENCY", "CNY")
    if not _currency.fullmatch(said):
        raise LauncherError(
            f"VITALFEW_CURRENCY is {said!r}: set it to the three letters of a currency, such as TWD."
        )
    return said


def country() -> str:
    """The country whose telephone numbers are written without its prefix."""
    said = text("VITALFEW_COUNTRY", "CN").upper()
    if not _country.fullmatch(said):
        raise LauncherError(
            f"VITALFEW_COUNTRY is {said!r}: set it to the two letters of a country, such as TW."
        )
    return said


def is_loopback(host: str) -> bool:
    """Whether an address to listen on can be reached from this machine alone."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
