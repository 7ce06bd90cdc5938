#!/usr/bin/env bash
# Runs the tests of Pigeonhole, the Sieve engine of Dovecot, on this engine and prints passed/total per folder. They stand in Debian's source
# package dovecot, suite trixie, which apt fetches from the mirror this machine uses; nothing of them is kept in the repository.
# Usage: tests/sieve-conformance.sh [--verbose] [FOLDER]     FOLDER: tests that are there already.
# Left out are failures/ (blocks that must fail), vnd.dovecot/ and plugins/ (extensions of Dovecot's own), and the CPU limit of a build option.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "tests/sieve-conformance.sh: $*" >&2; exit 1; }

suite=trixie
verbose=()
folder=
for argument in "$@"; do
  case "$argument" in
    --verbose) verbose=(--verbose) ;;
    *) folder="$argument" ;;
  esac
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Prints the first Debian archive apt is set up with; security archives hold no whole suites.
mirror() {
  { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } | grep -v '^ *#' |
    grep -oE '(https?|file|mirror\+file)://?[^] ]+' | grep -E '/debian/?$' | head -n 1
}

fetch() {
  local archive keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  archive=$(mirror) || fail "no Debian archive is set up in /etc/apt; name a folder with the tests instead."
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/source"
  echo "deb-src [signed-by=$keyring] $archive $suite main" > "$work/apt/sources.list"
  local options=(-o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/apt/lists"
    -o "Dir::Cache=$work/apt/cache" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" -qq update || fail "apt-get cannot read $archive, suite $suite."
  (cd "$work/source" && apt-get "${options[@]}" -qq source --download-only dovecot) || fail "apt-get cannot fetch the source of dovecot."
  tar -xzf "$work"/source/dovecot_*.orig-pigeonhole.tar.gz -C "$work/source"
  folder=$(echo "$work"/source/dovecot-pigeonhole-*/tests)
  [ -d "$folder" ] || fail "the source package holds no tests where they used to be."
  echo "$(basename "$(dirname "$folder")") from $archive, suite $suite"
}

dotnet build tests/MsgStore.Sieve.Svtest -c Release -v quiet --nologo
[ -n "$folder" ] || fetch
dotnet tests/MsgStore.Sieve.Svtest/bin/Release/net10.0/MsgStore.Sieve.Svtest.dll "$folder" "${verbose[@]}"
