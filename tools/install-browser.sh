#!/bin/sh
# The browser tests need Chromium and a font with Chinese glyphs, those of the mailbox a mail server. Does nothing when
# all are there. Without the mail server its tests are skipped, and say so.
set -eu

missing=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing="chromium"
{ command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh file)" ]; } || missing="$missing fonts-wqy-microhei fontconfig"
mail=""
{ command -v dovecot || [ -x /usr/sbin/dovecot ]; } >/dev/null || mail="dovecot-imapd"
[ -n "$missing$mail" ] || exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if ! command -v apt-get >/dev/null || { [ -n "$as_root" ] && ! $as_root true 2>/dev/null; }; then
    echo "The tests need Chromium, a Chinese font and Dovecot: install these packages of your system: $missing $mail" >&2
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
[ -z "$mail" ] || install "$mail" || echo "There is no mail server here: the tests of the mailbox are skipped." >&2
