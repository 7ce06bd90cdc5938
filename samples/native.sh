# Sourced by run.sh here and in tests: installs the native libraries the packages load, where they are missing.
# soname package
native='libsodium.so.23 libsodium23
libargon2.so.1 libargon2-1
libsqlite3.so.0 libsqlite3-0'

missing_native() {
  local soname package
  while read -r soname package; do
    PATH=$PATH:/sbin:/usr/sbin ldconfig -p | grep -q "$soname" || echo "$package"
  done <<< "$native"
}

install_native() {
  local packages
  packages=$(missing_native | tr '\n' ' ')
  [ -n "$packages" ] || return 0
  command -v apt-get >/dev/null || { echo "missing native libraries: $packages; install them with your package manager" >&2; return 1; }
  [ "$(id -u)" = 0 ] || { echo "missing native libraries; run once: sudo apt-get install $packages" >&2; return 1; }
  echo "installing $packages"
  apt-get update -qq || echo "an archive of apt cannot be read; what its lists held before is used" >&2
  # The list is split on purpose.
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages > /dev/null || { echo "could not be got: $packages; install them by hand" >&2; return 1; }
}
