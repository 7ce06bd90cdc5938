#!/usr/bin/env bash
# The Sieve engine beside Pigeonhole's sieve-test in one run: to compile 50 rules, and to evaluate them on a message of 4 KiB; then each alone with what it
# allocates. Needs dovecot-sieve. Run as root, which sieve-test is then started without.
#   bash benchmarks/load/sieve.sh [ROUNDS=5]
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet build benchmarks/MsgStore.Benchmarks/MsgStore.Benchmarks.csproj -c Release -v quiet --nologo -clp:NoSummary
dotnet benchmarks/MsgStore.Benchmarks/bin/Release/net10.0/MsgStore.Benchmarks.dll sieve "$@"
dotnet run -c Release --project benchmarks/MsgStore.Benchmarks --no-build -- --filter '*SieveBenchmarks*' --artifacts "$(mktemp -d)" | sed -n '/^| Method/,/^$/p'
