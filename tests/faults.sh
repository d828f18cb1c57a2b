#!/bin/sh
# What a build does when the machine does not help: folders that cannot be written, files in the way,
# a kill half-way, foreign umasks and locales; and hostile specs too large to keep in the project.
# usage: faults.sh TOCSIN ROOT
set -u
tocsin=$(realpath "$1"); root=$(realpath "$2")
. "$root/tests/tap.sh"
work=$(mktemp -d); trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work" || exit 1
export LC_ALL=C NO_COLOR=1

# does NAME STATUS PATTERN COMMAND...: the command ends in time with the status and prints the pattern.
does() {
  name=$1 wanted=$2 pattern=$3; shift 3
  timeout 20 "$@" >said 2>&1; status=$?
  if [ "$status" = "$wanted" ] && { [ -z "$pattern" ] || grep -q -e "$pattern" said; }; then tap_ok "$name"
  else tap_not_ok "$name" "status $status, wanted $wanted and \`$pattern\`:
$(head -30 said | cut -c1-300)"; fi
}

# same NAME A B: two folders hold the same files.
same() {
  if difference=$(diff -r "$2" "$3" 2>&1); then tap_ok "$1"; else tap_not_ok "$1" "$difference"; fi
}

# make_old FOLDER: an old output, of which the next build changes some files and removes others.
make_old() {
  rm -rf "$1"; "$tocsin" build before/shop -o "$1" >/dev/null 2>&1
}

tap_begin
"$tocsin" init before/shop >/dev/null
mkdir after; cp -r before/shop after/shop
sed -i 's/for: 5m/for: 7m/' after/shop/alerts.yaml
sed -i 's/^recordings:/x-recordings:/; s/^  http:$/  web:/' after/shop/alerts.yaml
make_old old
"$tocsin" build after/shop -o new >/dev/null 2>&1
[ -n "$(diff -rq old new)" ] || tap_not_ok 'the two specs differ' 'they have one output'

# Errors of the file system, each with the old output left whole.
if [ "$(id -u)" != 0 ]; then
  make_old out; chmod a-w out/shop/prometheus/rules
  does 'a folder that cannot be written is an error' 1 'cannot write .*: Permission denied' "$tocsin" build after/shop -o out
  chmod u+w out/shop/prometheus/rules
  same 'and leaves the old output whole' old out
else
  tap_skip 'a folder that cannot be written is an error' 'root may write everywhere'
fi
make_old out; rm out/shop/CATALOG.md; mkdir out/shop/CATALOG.md
does 'a folder in the place of a file is an error' 1 'it is a folder' "$tocsin" build after/shop -o out
rmdir out/shop/CATALOG.md; cp old/shop/CATALOG.md out/shop
same 'and leaves the rest whole' old out
make_old out; rm out/shop/CATALOG.md; mkfifo out/shop/CATALOG.md
does 'a pipe in the place of a file is an error' 1 'no regular file' "$tocsin" build after/shop -o out
echo text >in-the-way
does 'a file in the place of the folder is an error' 1 'write-error' "$tocsin" build after/shop -o in-the-way
[ "$(cat in-the-way)" = text ] || tap_not_ok 'the file in the way is left alone' "$(cat in-the-way)"
does '/proc takes no folder' 1 'cannot make the folder' "$tocsin" build after/shop -o /proc/tocsin
make_old out
does 'a file size limit is an error' 1 'cannot write' sh -c "trap '' XFSZ; ulimit -f 1; '$tocsin' build '$root/specs/healthhub' -o limited"
[ -z "$(find limited -type f 2>/dev/null)" ] && tap_ok 'and leaves no half output' \
  || tap_not_ok 'and leaves no half output' "$(find limited -type f)"
mkdir small
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=32k tmpfs small 2>/dev/null; then
  does 'a full disk is an error' 1 'No space left' "$tocsin" build "$root/specs/healthhub" -o small
  [ -z "$(find small -type f)" ] && tap_ok 'and leaves no half output on it' \
    || tap_not_ok 'and leaves no half output on it' "$(find small -type f)"
  umount small
else
  tap_skip 'a full disk is an error' 'mounting is not allowed'
fi
does 'output nobody can read is no crash' 0 '' sh -c "'$tocsin' explain >/dev/full || true"

# Symbolic links: what they lead to is not the output's.
mkdir victim; echo text >victim/old.yml
make_old out
printf '{"version": 1, "files": {"linked/old.yml": [], "old.yml": [], "../victim/old.yml": []}}\n' >out/shop/index.json
ln -s "$work/victim" out/shop/linked; ln -s "$work/victim/old.yml" out/shop/old.yml
does 'a build beside links' 0 '' "$tocsin" build before/shop -o out
[ -f victim/old.yml ] && tap_ok 'removes nothing behind a link' || tap_not_ok 'removes nothing behind a link'
make_old out; rm out/shop/CATALOG.md; ln -s "$work/victim/old.yml" out/shop/CATALOG.md
"$tocsin" build before/shop -o out >said 2>&1
if [ "$(cat victim/old.yml)" = text ]; then tap_ok 'writes nothing through a link'
else tap_not_ok 'writes nothing through a link' "$(cat said)"; fi

# Killed at any moment, each file is the old or the new one, and the next build makes the output whole.
broken=
for delay in 0 0.001 0.002 0.003 0.004 0.005 0.006 0.008 0.01 0.012 0.015 0.02; do
  make_old out
  "$tocsin" build after/shop -o out >/dev/null 2>&1 & pid=$!
  sleep $delay; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
  for file in $(cd out && find . -type f ! -name '.*'); do
    cmp -s "out/$file" "old/$file" || cmp -s "out/$file" "new/$file" || broken="$broken $delay:$file"
  done
  "$tocsin" build after/shop -o out >/dev/null 2>&1
  diff -r new out >/dev/null || broken="$broken $delay:$(diff -r new out | head -3)"
  rm -rf out
  "$tocsin" build after/shop -o out >/dev/null 2>&1 & pid=$!
  sleep $delay; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
  [ ! -e out/shop ] || diff -r new/shop out/shop >/dev/null || broken="$broken $delay:a first output is not whole"
  "$tocsin" build after/shop -o out >/dev/null 2>&1
  diff -r new out >/dev/null || broken="$broken $delay:$(diff -r new out | head -3)"
done
[ -z "$broken" ] && tap_ok 'a build that is killed tears no file, and the next mends it' \
  || tap_not_ok 'a build that is killed tears no file, and the next mends it' "$broken"
# Stopped for certain before the commit: the size limit's signal kills it in the middle of a file.
"$tocsin" build "$root/specs/healthhub" -o whole >/dev/null 2>&1; cp -r whole torn
printf '{"version": 1, "files": {}}\n' >torn/healthhub/index.json; cp torn/healthhub/index.json old-index.json
find torn -name '*.yml' -exec sh -c 'echo "# old" >>"$1"' - {} \;
cp -r torn torn.before
sh -c "ulimit -f 4; exec '$tocsin' build '$root/specs/healthhub' -o torn" >/dev/null 2>&1; status=$?
find torn -name '.*.tocsin-new' -delete
if [ $status -gt 128 ]; then same 'killed before the commit, the old output is whole' torn.before torn
else tap_not_ok 'killed before the commit, the old output is whole' "status $status: the signal did not come"; fi

# The same bytes, wherever and by whomever.
mkdir -p far/away; cd far/away || exit 1
(umask 077; TZ=Pacific/Kiritimati LC_ALL=tr_TR.UTF-8 LANG=de_DE.UTF-8 "$tocsin" build ../../after/shop -o there >/dev/null 2>&1)
cd ../..
same 'umask, zone, locale and folder do not matter' new far/away/there
modes=$(find far/away/there/shop -type f ! -perm 644; find far/away/there -type d ! -perm 755)
[ -z "$modes" ] && tap_ok 'files and folders have the usual modes' || tap_not_ok 'files and folders have the usual modes' "$modes"
"$tocsin" build "$work/after/shop" -o "$work/absolute" >/dev/null 2>&1
same 'an absolute path does not matter' new absolute

# Hostile specs: a clear error, or an answer, and in time.
head='tocsin: v1
system: shop
severities: {critical: {}}
jobs: {shop: {targets: ["shop:80"]}}
metrics: {a: {gauge: A}}
alerts: {g: {rules: {A: {severity: critical, summary: s, expr: '
spec() { mkdir -p "$1"; { printf '%s"' "$head"; cat; printf '"}}}}\n'; } >"$1/shop.yaml"; }
{ printf a; yes ' + a' | head -n 250000 | tr -d '\n'; } | spec long
does 'an expression of one megabyte' 0 '1 rule' "$tocsin" build long -o hostile
{ yes '(' | head -n 500000 | tr -d '\n'; printf a; yes ')' | head -n 500000 | tr -d '\n'; } | spec deep
does 'half a million brackets' 0 '' "$tocsin" check deep
{ printf 'a{b=~\\"'; yes '(a*)*' | head -n 100000 | tr -d '\n'; printf '\\"}'; } | spec regex
does 'a regular expression of half a megabyte' 1 'error\[' "$tocsin" check regex
mkdir nul; printf 'tocsin: v1\nsystem: sh\000op\n' >nul/shop.yaml
does 'a NUL in a spec' 1 'yaml-syntax' "$tocsin" check nul
mkdir keys; { printf 'tocsin: v1\nsystem: shop\n'; yes 'system: shop' | head -n 100000; } >keys/shop.yaml
does 'one key a hundred thousand times' 1 'duplicate-key' "$tocsin" check keys
mkdir loop; printf 'tocsin: v1\nsystem: shop\ninclude: [.]\n' >loop/shop.yaml; ln -s . loop/again
does 'a folder that includes itself' 1 'error\[' "$tocsin" check loop
tap_end
