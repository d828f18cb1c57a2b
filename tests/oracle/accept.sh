#!/bin/sh
# The real tools load what Tocsin writes: promtool checks and tests the rules, amtool the routing.
# Each spec under specs/ and each golden case without findings is built into a temporary folder.
# tests/oracle/routes/SYSTEM lists alerts by their labels with those who must be told; and whom
# CATALOG.md names for an alert must be whom Alertmanager tells.
# usage: accept.sh TOCSIN ROOT
set -u
tocsin=$(realpath "$1"); root=$(realpath "$2")
. "$root/tests/tap.sh"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
export NO_COLOR=1 LC_ALL=C

has() { command -v "$1" >/dev/null 2>&1; }

try() { # try NAME COMMAND...: a case that passes when the command does
  what=$1; shift
  if said=$("$@" 2>&1); then tap_ok "$what"; else tap_not_ok "$what" "$said"; fi
}

prometheus() { # prometheus NAME FOLDER
  if ! has promtool; then tap_skip "$1: prometheus" 'promtool is missing'; return; fi
  # Debian builds its promtool without these two discoveries and refuses their keys.
  if grep -qE '^ *-? *(kubernetes|consul)_sd_configs:' "$2/prometheus.yml" &&
      promtool --version 2>&1 | grep -q '2\.42\.0+ds'; then
    tap_skip "$1: promtool check config" "Debian's promtool has no Kubernetes and Consul discovery"
  else
    try "$1: promtool check config" promtool check config "$2/prometheus.yml"
  fi
  for file in "$2"/rules/*.yml; do
    [ ! -f "$file" ] || try "$1: promtool check rules $(basename "$file")" \
      promtool check rules --lint=none "$file"
  done
  for file in "$2"/tests/*.yml; do
    [ ! -f "$file" ] || try "$1: promtool test rules $(basename "$file")" promtool test rules "$file"
  done
}

routes() { # routes NAME CONFIG TABLE; a line of the table: `label=value …: receiver,receiver`
  while IFS= read -r line; do
    case $line in ''|'#'*) continue ;; esac
    labels=${line%%: *}; receivers=${line#*: }
    try "$1: $labels goes to $receivers" sh -c '
      config=$1; receivers=$2; shift 2
      amtool config routes test --config.file="$config" --verify.receivers="$receivers" "$@"
    ' routes "$2" "$receivers" $labels
  done <"$3"
}

alertmanager() { # alertmanager NAME FOLDER
  if ! has amtool; then tap_skip "$1: alertmanager" 'amtool is missing'; return; fi
  try "$1: amtool check-config" amtool check-config "$2/alertmanager.yml"
  table="$root/tests/oracle/routes/$1"
  [ ! -f "$table" ] || routes "$1" "$2/alertmanager.yml" "$table"
  if python3 -c 'import yaml' 2>/dev/null; then
    try "$1: CATALOG.md says who is told" "$root/tests/oracle/told.py" "${2%/alertmanager}"
  else
    tap_skip "$1: CATALOG.md says who is told" "python3 or its module yaml is missing"
  fi
}

accept() { # accept SPEC
  out="$work/$(basename "$1").out"
  said=$(cd "$(dirname "$1")" && "$tocsin" build "$(basename "$1")" -o "$out" 2>&1)
  case $? in
    0) ;;
    1) case $1 in */golden/*) return ;; esac; tap_not_ok "build $1" "$said"; return ;;
    *) tap_not_ok "build $1" "$said"; return ;;
  esac
  for config in $(find "$out" -name prometheus.yml | sort); do
    folder=${config%/prometheus/prometheus.yml}; name=${folder#"$out"/}
    prometheus "$name" "$folder/prometheus"
    [ ! -d "$folder/alertmanager" ] || alertmanager "$name" "$folder/alertmanager"
  done
}

tap_begin
for file in $(grep -l '^system:' "$root"/specs/*/*.yaml); do accept "$(dirname "$file")"; done
for folder in "$root"/tests/golden/*/in; do
  [ ! -d "$folder" ] || [ -f "${folder%in}args" ] || accept "$folder"
done
tap_end
