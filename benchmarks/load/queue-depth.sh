#!/usr/bin/env bash
# Memory and rates of smtpd as its queue grows while nothing leaves it, and as it empties. Needs postfix (smtp-source, smtp-sink) and python3.
#   bash benchmarks/load/queue-depth.sh [MESSAGES=200000] [OCTETS=4096]
source "$(dirname "$0")/queue-common.sh"
messages=${1:-200000}; octets=${2:-4096}
start_sink; start_smtpd
dotnet build src/MsgStore.Cli/MsgStore.Cli.csproj -c Release -v quiet --nologo -clp:NoSummary
queue() { dotnet src/MsgStore.Cli/bin/Release/net10.0/MsgStore.Cli.dll queue --socket "$work/queue/queue.sock" "$@"; }
memory() { sed -n 's/^VmRSS:[ \t]*\([0-9]*\) kB/\1/p' "/proc/$host/status"; }
step() { # NAME MESSAGES-DONE BEGIN
  awk "BEGIN { printf \"%-24s %8d messages  %6d/s  %5d MiB\n\", \"$1\", $2, $2 * 1e9 / ($(date +%s%N) - $3), $(memory) / 1024 }"
}
queue pause
for share in 10 100; do
  part=$((messages * share / 100 - (share == 10 ? 0 : messages / 10)))
  begin=$(date +%s%N)
  smtp-source -d -s 20 -m "$part" -l "$octets" -f a@example.org -t out@example.com "127.0.0.1:$(host_port smtp)"
  step "queued, to $((messages * share / 100))" "$part" "$begin"
done
queue status
goal=$(($(taken || echo 0) + messages))
begin=$(date +%s%N)
queue resume
until [ "$(taken)" -ge $((goal - messages / 2)) ]; do sleep 0.2; done
step "half is relayed" $((messages / 2)) "$begin"
until [ "$(taken)" -ge "$goal" ]; do sleep 0.2; done
step "all is relayed" "$messages" "$begin"
