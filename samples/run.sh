#!/usr/bin/env bash
# Builds and starts the quickstart host, sends a message in over SMTP, reads it back over POP3, shows both, and keeps serving.
#   bash samples/run.sh            serve on 127.0.0.1:2525 (SMTP) and 127.0.0.1:2110 (POP3), mail in ./data
#   bash samples/run.sh --check    the same on free ports with mail in a temporary folder, and stop after the round trip
# Other options go to the host: bash samples/run.sh --smtp 25252 --store memory
set -euo pipefail
cd "$(dirname "$0")/.."

check=false
if [ "${1:-}" = --check ]; then check=true; shift; fi

fail() { echo "samples/run.sh: $*" >&2; exit 1; }

command -v dotnet >/dev/null || fail "the .NET SDK is missing; install version 10 (Debian: dotnet-sdk-10.0)."
dotnet --list-sdks | grep -q '^10\.' || fail "the .NET SDK 10 is missing; found: $(dotnet --list-sdks | tr '\n' ' ')"

dotnet build samples/quickstart/quickstart.csproj -c Release -v quiet --nologo -clp:NoSummary

work=$(mktemp -d)
host=
finish() {
  if [ -n "$host" ]; then kill "$host" 2>/dev/null || true; wait "$host" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

options=("$@")
if $check; then options=(--root "$work/data" --smtp 0 --pop3 0 "$@"); fi
dotnet samples/quickstart/bin/Release/net10.0/quickstart.dll "${options[@]}" > "$work/log" 2>&1 &
host=$!
for _ in $(seq 300); do
  grep -q '^ready$' "$work/log" && break
  kill -0 "$host" 2>/dev/null || { cat "$work/log" >&2; host=; fail "the host did not start."; }
  sleep 0.1
done
cat "$work/log"
grep -q '^ready$' "$work/log" || fail "the host was not ready within 30 seconds."

port() { sed -n "s/^$1 127\.0\.0\.1:\([0-9]*\)$/\1/p" "$work/log"; }
user=$(sed -n 's/^user \(.*\)$/\1/p' "$work/log" | head -n 1)
name=${user%%:*}
password=${user#*:}

# expect FD PREFIX: reads one reply, passes over its continuation lines, and fails unless it begins as it should.
expect() {
  local line
  while IFS= read -r -t 20 -u "$1" line; do
    line=${line%$'\r'}
    echo "  < $line"
    [[ $line == [0-9][0-9][0-9]-* ]] && continue
    [[ $line == "$2"* ]] || fail "expected $2, got: $line"
    return 0
  done
  fail "the connection ended where $2 was expected."
}
say() { echo "  > $2"; printf '%s\r\n' "$2" >&"$1"; }

echo; echo "A message goes in over SMTP:"
subject="Hello from $(date -u +%Y-%m-%dT%H:%M:%SZ)-$$"
exec 3<>"/dev/tcp/127.0.0.1/$(port smtp)"
expect 3 220
say 3 "EHLO quickstart.example";             expect 3 250
say 3 "MAIL FROM:<sender@example.org>";      expect 3 250
say 3 "RCPT TO:<$name>";                     expect 3 250
say 3 DATA;                                  expect 3 354
say 3 "From: A Sender <sender@example.org>"
say 3 "To: <$name>"
say 3 "Subject: $subject"
say 3 ""
say 3 "It works."
say 3 .;                                     expect 3 250
say 3 QUIT;                                  expect 3 221
exec 3>&-

echo; echo "and comes out over POP3:"
exec 4<>"/dev/tcp/127.0.0.1/$(port pop3)"
expect 4 +OK
say 4 "USER $name";                          expect 4 +OK
say 4 "PASS $password";                      expect 4 +OK
say 4 STAT
IFS= read -r -t 20 -u 4 line; echo "  < ${line%$'\r'}"
count=$(echo "$line" | cut -d' ' -f2)
[ "$count" -ge 1 ] || fail "the maildrop is empty."
say 4 "RETR $count";                         expect 4 +OK
found=false
while IFS= read -r -t 20 -u 4 line; do
  line=${line%$'\r'}
  [ "$line" = . ] && break
  echo "  < $line"
  [ "$line" = "Subject: $subject" ] && found=true
done
$found || fail "the message read is not the one that was sent."
say 4 QUIT;                                  expect 4 +OK
exec 4>&-

echo; echo "The message came back whole."
if $check; then exit 0; fi
echo "Serving; Ctrl+C ends it."
wait "$host"
