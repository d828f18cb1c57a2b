#!/bin/sh
# Asks promtool and amtool about the samples beside this script: they must load the keys that the
# tables give to the oldest supported versions, and refuse every line that ends in `# new`.
# Usage: tables.sh FOLDER; skipped (77) where the tools are missing or have other versions.
set -u
cd "$1" || exit 1
amtool --version 2>&1 | grep -q 'version 0\.25\.' || { echo "no amtool 0.25"; exit 77; }
promtool --version 2>&1 | grep -q 'version 2\.42\.' || { echo "no promtool 2.42"; exit 77; }
failed=0
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# loads FILE COMMAND...: the command takes the file.
loads() {
    file=$1; shift
    "$@" "$file" >"$scratch/said" 2>&1 || { cat "$scratch/said"; echo "$file was refused"; failed=1; }
}

# refuses FILE COMMAND...: the command complains about each new line and about no other.
refuses() {
    file=$1; shift
    grep -n '# new$' "$file" | cut -d: -f1 | sort -n >"$scratch/expected"
    "$@" "$file" 2>&1 | sed -n 's/.*line \([0-9]*\): field .* not found.*/\1/p' | sort -n -u >"$scratch/actual"
    diff "$scratch/expected" "$scratch/actual" || { echo "$file: other lines were refused than the new ones"; failed=1; }
}

loads alertmanager-0.25.yml amtool check-config
loads alertmanager-0.25-files.yml amtool check-config
refuses alertmanager-0.25-unknown.yml amtool check-config
loads prometheus-2.42.yml promtool check config
refuses prometheus-2.42-unknown.yml promtool check config
exit $failed
