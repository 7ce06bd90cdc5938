#!/usr/bin/env bash
# Maildir beside SQLite in one run: durable deliveries per second at 1, 10 and 50 senders; a mailbox of 100,000: open, STAT, UIDL, allocation per row.
#   bash benchmarks/load/store.sh [DELIVERIES=4000] [MAILBOX=100000] [ROUNDS=3]
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet build benchmarks/MsgStore.Benchmarks/MsgStore.Benchmarks.csproj -c Release -v quiet --nologo -clp:NoSummary
dotnet benchmarks/MsgStore.Benchmarks/bin/Release/net10.0/MsgStore.Benchmarks.dll stores "$@"
