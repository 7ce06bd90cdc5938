#!/usr/bin/env bash
# Runs the tests of Pigeonhole, the Sieve engine of Dovecot, on this engine and prints passed/total per folder. They stand in Debian's source
# package dovecot, suite trixie, of which one tarball is fetched from the mirror that apt uses here; nothing of it is kept in the repository.
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

# Prints address, name and SHA-256 of the tarballs with the tests that the index knows, the newest first. The index is asked and not the .dsc, which an
# archive drops with the next upload while the tarball it names stays.
tarballs() {
  local version
  apt-cache "$@" showsrc dovecot 2>/dev/null | sed -n 's/^Version: //p' | sort -Vru | while read -r version; do
    apt-get "$@" -qq --print-uris source "dovecot=$version" 2>/dev/null |
      sed -n "s/^'\([^']*\)' \(dovecot_[^ ]*\.orig-pigeonhole\.tar\.gz\) [0-9]* SHA256:\([0-9a-f]*\)$/\1 \2 \3/p"
  done
}

fetch() {
  local archive keyring=/usr/share/keyrings/debian-archive-keyring.gpg uri name hash tried=
  archive=$(mirror) || true
  [ -n "$archive" ] || fail "no Debian archive is set up in /etc/apt; name a folder with the tests instead."
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/source"
  echo "deb-src [signed-by=$keyring] $archive $suite main" > "$work/apt/sources.list"
  local options=(-o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/apt/lists"
    -o "Dir::Cache=$work/apt/cache" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" -qq update || fail "apt-get cannot read the index of $archive, suite $suite; name a folder with the tests instead."
  while read -r uri name hash; do
    tried+=" $name"
    # Checks the hash, and goes through whatever proxy apt goes through.
    if /usr/lib/apt/apt-helper "${options[@]}" download-file "$uri" "$work/source/$name" "SHA256:$hash" > "$work/log" 2>&1; then
      tar -xzf "$work/source/$name" -C "$work/source" || fail "$name is no archive that can be unpacked."
      folder=$(find "$work/source" -maxdepth 2 -type d -path '*/dovecot-*pigeonhole-*/tests' | head -n 1)
      [ -n "$folder" ] || fail "$name holds no tests where they used to be."
      echo "$(basename "$(dirname "$folder")") from $archive, suite $suite"
      return
    fi
    echo "tests/sieve-conformance.sh: $uri cannot be got: $(grep -m 1 '^[EW]:' "$work/log" || tail -n 1 "$work/log")" >&2
  done < <(tarballs "${options[@]}")
  [ -n "$tried" ] || fail "the index of $archive, suite $suite, lists no dovecot_*.orig-pigeonhole.tar.gz; name a folder with the tests instead."
  fail "could not be got from $archive, suite $suite:$tried; name a folder with the tests instead."
}

dotnet build tests/MsgStore.Sieve.Svtest -c Release -v quiet --nologo
[ -n "$folder" ] || fetch
dotnet tests/MsgStore.Sieve.Svtest/bin/Release/net10.0/MsgStore.Sieve.Svtest.dll "$folder" "${verbose[@]}"
