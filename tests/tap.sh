# Sourced by the shell test runners: counts cases and prints TAP.
# Usage: tap_begin; then `tap_ok NAME` or `tap_not_ok NAME TEXT` per case; tap_end.
tap_begin() { tap_count=0; tap_failed=0; }
tap_ok() { tap_count=$((tap_count + 1)); echo "ok $tap_count - $1"; }
tap_not_ok() {
  tap_count=$((tap_count + 1)); tap_failed=$((tap_failed + 1))
  echo "not ok $tap_count - $1"
  [ -z "${2:-}" ] || printf '%s\n' "$2" | sed 's/^/# /'
}
tap_skip() { tap_count=$((tap_count + 1)); echo "ok $tap_count - $1 # SKIP $2"; }
tap_end() { echo "1..$tap_count"; [ "$tap_failed" = 0 ]; }
# Compares two files; `tap_same NAME EXPECTED ACTUAL`.
tap_same() {
  if difference=$(diff -u "$2" "$3" 2>&1); then tap_ok "$1"; else tap_not_ok "$1" "$difference"; fi
}
