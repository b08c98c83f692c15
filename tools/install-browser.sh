#!/bin/sh
# The browser tests need Chromium and a font with Chinese glyphs; those of the mailbox a mail server; those of failing
# disks and cut networks strace and ip. Does nothing when all are there. Without the last ones tests are skipped.
set -eu

missing=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing="chromium"
{ command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh file)" ]; } || missing="$missing fonts-wqy-microhei fontconfig"
more=""
{ command -v dovecot || [ -x /usr/sbin/dovecot ]; } >/dev/null || more="dovecot-imapd"
command -v strace >/dev/null || more="$more strace"
{ command -v ip || [ -x /usr/sbin/ip ]; } >/dev/null || more="$more iproute2"
[ -n "$missing$more" ] || exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if ! command -v apt-get >/dev/null || { [ -n "$as_root" ] && ! $as_root true 2>/dev/null; }; then
    echo "The tests need more than is here: install these packages of your system: $missing $more" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive

install() {
    echo "Installing for the tests: $*"
    $as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 ||
        { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
}

# shellcheck disable=SC2086 # one word per package
[ -z "$missing" ] || install $missing
# shellcheck disable=SC2086
[ -z "$more" ] || install $more || echo "Without these, some tests are skipped: $more" >&2
