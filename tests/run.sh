#!/usr/bin/env bash
# Builds everything and runs all tests. Installs the mail clients and servers the end-to-end tests speak with, where they are missing.
# The last line is "N passed, N failed, N skipped".
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "tests/run.sh: $*" >&2; exit 1; }

command -v dotnet >/dev/null || fail "the .NET SDK is missing; install version 10 (Debian: dotnet-sdk-10.0)."
dotnet --list-sdks | grep -q '^10\.' || fail "the .NET SDK 10 is missing; found: $(dotnet --list-sdks | tr '\n' ' ')"

# program package
peers='swaks swaks
curl curl
python3 python3
mpop mpop
getmail getmail6
fetchmail fetchmail
mutt mutt
argon2 argon2
openssl openssl
testssl testssl.sh
smtp-source postfix
strace strace
gcc gcc
dnsmasq dnsmasq-base
sieve-connect sieve-connect
dovecot dovecot-core
/usr/lib/dovecot/pop3 dovecot-pop3d
/usr/lib/dovecot/imap dovecot-imapd
/usr/lib/dovecot/lmtp dovecot-lmtpd'

missing=()
# What swaks needs for TLS, which its package only recommends.
perl -MNet::SSLeay -e 1 2>/dev/null || missing+=(libnet-ssleay-perl)
# A module of Debian's own Python, which need not be the python3 of the path.
/usr/bin/python3 -c 'import nacl' 2>/dev/null || missing+=(python3-nacl)
/usr/bin/python3 -c 'import dkim' 2>/dev/null || missing+=(python3-dkim)
while read -r program package; do
  command -v "$program" >/dev/null 2>&1 || missing+=("$package")
done <<< "$peers"
if [ ${#missing[@]} -gt 0 ]; then
  [ "$(id -u)" = 0 ] || fail "missing peers: ${missing[*]}. Run as root once, or: sudo apt-get install ${missing[*]}"
  echo "installing ${missing[*]}"
  # No server starts by itself: the tests start what they need, on ports of their own.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
  apt-get update -qq || echo "tests/run.sh: an archive of apt cannot be read; what its lists held before is used." >&2
  # All at once is faster; one after another loses only those that no archive has any more.
  install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" > /dev/null; }
  if ! install "${missing[@]}"; then
    lost=()
    for package in "${missing[@]}"; do install "$package" || lost+=("$package"); done
    [ ${#lost[@]} -eq 0 ] || echo "tests/run.sh: could not be got: ${lost[*]}; the tests that speak with them will fail." >&2
  fi
fi

dotnet build MsgStore.sln -c Release -v quiet --nologo

results=$(mktemp -d)
status=0
dotnet test MsgStore.sln -c Release --no-build --nologo --logger trx --results-directory "$results" "$@" || status=$?

sum() { cat "$results"/*.trx | sed -n 's/.*<Counters [^>]*'"$1"'="\([0-9]*\)".*/\1/p' | awk '{ n += $1 } END { print n + 0 }'; }
total=$(sum total); passed=$(sum passed); failed=$(sum failed)
skipped=$((total - passed - failed))
rm -rf "$results"

[ "$total" -gt 0 ] || status=1
if [ "${CI:-}" = true ] && [ "$skipped" -gt 0 ]; then status=1; fi
[ "$failed" -eq 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
