#!/usr/bin/env bash
# Runs the tests with coverage and prints line coverage per package. The Cobertura files stay in artifacts/coverage.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf artifacts/coverage
dotnet test MsgStore.sln --nologo -v quiet --collect:"XPlat Code Coverage" --results-directory artifacts/coverage "$@"
# A package is covered by several test projects; its figure is that of the project that covers it best.
grep -ho '<package name="[^"]*" line-rate="[^"]*"' artifacts/coverage/*/coverage.cobertura.xml |
  sed 's/<package name="\([^"]*\)" line-rate="\([^"]*\)"/\1 \2/' | grep '^MsgStore' |
  awk '{ if (!($1 in best) || $2 > best[$1]) best[$1] = $2 } END { for (p in best) printf "%-28s %5.1f %%\n", p, best[p] * 100 }' | sort
