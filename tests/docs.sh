#!/bin/sh
# Documentation tests: on each check's page the block "yaml wrong" yields exactly that check's
# finding and the block "yaml right" none; every check has a page and `explain` prints it, and so for
# the findings of the language that have a page. A block "yaml library" is the file library.yaml, which
# both may include, a block "lua template" templates/example.lua. Every name that a template of lua/
# gives a finding is one that `explain` knows. On each template's page the block
# "yaml example" is a whole spec that uses the template and has no findings. The blocks of the README
# that name a file are one spec without findings, below a head that the README leaves out.
# usage: docs.sh TOCSIN ROOT
set -u
tocsin=$(realpath "$1"); root=$2
. "$root/tests/tap.sh"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export LC_ALL=C

block() { # block KIND FILE: the first fenced block whose info string is "yaml KIND", or KIND of two words
  case $1 in *' '*) info=$1 ;; *) info="yaml $1" ;; esac
  awk -v open="\`\`\`$info" '$0 == open { on = 1; next } on && /^```/ { exit } on' "$2"
}

head_of_readme() {
  cat <<'END'
tocsin: v1
system: shop
versions: {prometheus: 2.42, alertmanager: 0.25, grafana: 11}
jobs: {shop: {targets: ['shop:8000']}}
severities: {critical: {color: red}, warning: {color: yellow}}
labels: {method: {values: [GET, POST]}, endpoint: {max: 100}}
routing: {receivers: {team: {webhook: {url: 'http://team:8080/'}}, oncall: {webhook: {url: 'http://oncall:8080/'}}}}
END
}

readme() { # every block whose info string ends in a file's name, into the folder readme/
  mkdir -p readme/templates
  head_of_readme >readme/head.yaml
  awk '/^```(yaml|lua) [^ ]+[.](yaml|lua)$/ { file = "readme/" $2; next }
       /^```/ { file = "" } file { print >file }' "$root/README.md"
  said=$("$tocsin" check --color never readme 2>&1) || said="exit status $?: $said"
  if [ "$(find readme -type f | wc -l)" -gt 3 ] && [ -z "$said" ]; then tap_ok "README: its examples"
  else tap_not_ok "README: its examples" "${said:-too few of them}"; fi
  "$tocsin" slo readme | awk 'NF == 0 { exit } { print }' >table
  if [ "$(grep -cxF -f table "$root/README.md")" = "$(wc -l <table)" ] && [ -s table ]; then tap_ok "README: what alerts mean"
  else tap_not_ok "README: what alerts mean" "$(cat table)"; fi
}

kinds() { # the kinds of findings that a spec yields, each once
  "$tocsin" check --format json "$1" 2>/dev/null | sed -n 's/^ *"kind": "\([a-z-]*\)".*/\1/p' | sort -u
}

tap_begin
readme
sed -n 's/^CHECK([a-z_]*, *"\([a-z-]*\)".*/\1/p' "$root/src/check/checks.def" >names
sed -n 's/^KIND([a-z_]*, *"\([a-z-]*\)".*/\1/p' "$root/src/diag/kinds.def" | while read -r name; do
  [ ! -f "$root/docs/checks/$name.md" ] || echo "$name"
done >>names
mkdir -p templates
while read -r name; do
  page="$root/docs/checks/$name.md"
  if [ ! -f "$page" ]; then tap_not_ok "$name has a page"; continue; fi
  block wrong "$page" >wrong.yaml; block right "$page" >right.yaml
  block library "$page" >library.yaml; block 'lua template' "$page" >templates/example.lua
  got=$(kinds wrong.yaml | tr '\n' ' ')
  if [ "$got" = "$name " ]; then tap_ok "$name: the wrong example"
  else tap_not_ok "$name: the wrong example" "found: ${got:-nothing}"; fi
  got=$("$tocsin" check --color never right.yaml 2>&1)
  if [ -s right.yaml ] && [ -z "$got" ]; then tap_ok "$name: the right example"
  else tap_not_ok "$name: the right example" "$got"; fi
  if "$tocsin" explain "$name" >/dev/null; then tap_ok "$name: explain"; else tap_not_ok "$name: explain"; fi
done <names
for page in "$root"/docs/checks/*.md; do
  name=$(basename "$page" .md)
  [ "$name" = README ] || grep -qx "$name" names || tap_not_ok "$name is a check" "no row in src/check/checks.def or src/diag/kinds.def"
done
find "$root/lua" -name '*.lua' -exec sed -n 's/.*\<name = "\([a-z][a-z-]*\)".*/\1/p' {} + | sort -u >said
while read -r name; do
  if "$tocsin" explain "$name" >/dev/null 2>&1; then tap_ok "$name, a word of lua/: explain"
  else tap_not_ok "$name, a word of lua/: explain" "a finding has this name, and \`explain\` does not know it"; fi
done <said
for page in "$root"/docs/templates/*.md; do
  name=$(basename "$page" .md)
  [ "$name" != README ] || continue
  block example "$page" >example.yaml
  said=$("$tocsin" check --color never example.yaml 2>&1) || said="exit status $?: $said"
  if grep -q -e "template: $name" -e "^${name}s:" example.yaml && [ -z "$said" ]; then tap_ok "$name: the example"
  else tap_not_ok "$name: the example" "${said:-no use of the template}"; fi
done
tap_end
