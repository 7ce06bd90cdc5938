# Sourced by the comparisons: a work folder, a Dovecot and a quickstart host on the same tree, all ended with the script.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d "${TMPDIR:-/tmp}/msgstore-load.XXXXXX")
chmod 755 "$work"
# Sub-folders in block groups of their own: inodes freed by an earlier run must not slow this one.
chattr +T "$work" 2>/dev/null || true
user=$(id -un nobody >/dev/null 2>&1 && echo mail || echo root)
uid=$(id -u "$user"); gid=$(id -g "$user")
host=
finish() {
  [ -n "$host" ] && kill "$host" 2>/dev/null && wait "$host" 2>/dev/null
  [ -s "$work/run/master.pid" ] && kill "$(cat "$work/run/master.pid")" 2>/dev/null
  sleep 0.5
  rm -rf "$work"
}
trap finish EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start_dovecot() {
  pop3=$(free_port); lmtp=$(free_port)
  mkdir -p "$work/mail/example.com" "$work/run" "$work/state"
  chown -R "$uid:$gid" "$work/mail"
  sed "s|@ROOT@|$work|; s|@POP3@|$pop3|; s|@LMTP@|$lmtp|; s|@UID@|$uid|; s|@GID@|$gid|" benchmarks/load/dovecot.conf.in | sed "s|@ROOT@|$work|g" > "$work/dovecot.conf"
  dovecot -c "$work/dovecot.conf"
}

# start_msgstore ROOT USER
start_msgstore() {
  dotnet build samples/quickstart/quickstart.csproj -c Release -v quiet --nologo -clp:NoSummary
  mkdir -p "$1"; chown "$uid:$gid" "$1"
  # Both servers run as one user, as they would on a shared tree.
  HOME=$work setpriv --reuid "$uid" --regid "$gid" --clear-groups -- \
    dotnet samples/quickstart/bin/Release/net10.0/quickstart.dll --root "$1" --smtp 0 --pop3 0 --lmtp 0 --user "$2:secret" > "$work/host.log" 2>&1 &
  host=$!
  until grep -qs '^ready$' "$work/host.log"; do kill -0 "$host"; sleep 0.1; done
}
host_port() { sed -n "s/^$1 127.0.0.1://p" "$work/host.log"; }
