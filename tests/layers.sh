#!/bin/sh
# Keeps the ranks of docs/architecture.md: a file includes only its own folder or lower ranks, and
# each foreign library is seen by one room. Prints every breach; TAP-free, status 1 on any.
set -eu
cd "$1/src"
ranks="base=0 text=1 regex=1 data=2 diag=3 read=4 schema=4 promql=4 gotmpl=4 matcher=4 spec=5
model=5 foreign=5 template=6 rules=6 analysis=7 dashboard=8 check=9 emit=9 compile=10 command=11"
find . -name '*.[ch]' -o -name '*.cc' -o -name '*.def' | sort | xargs awk -v ranks="$ranks" '
BEGIN {
    n = split(ranks, pairs, /[ \n]+/)
    for (i = 1; i <= n; i++) { split(pairs[i], kv, "="); rank[kv[1]] = kv[2] + 0 }
    room["lua"] = "template"; room["lauxlib"] = "template"; room["lualib"] = "template"
    room["yaml"] = "read emit"; room["cJSON"] = "read"; room["cjson/cJSON"] = "read"; room["re2/re2"] = "regex"
}
FNR == 1 { split(FILENAME, path, "/"); folder = path[2]; file = FILENAME; sub(/^\.\//, "", file)
    if (!(folder in rank)) { print file ": the folder has no rank in tests/layers.sh"; bad = 1 } }
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\""); split(quoted[2], to, "/")
    if (!(to[1] in rank)) { print file ":" FNR ": include by folder, as in \"folder/module.h\""; bad = 1 }
    else if (to[1] != folder && rank[to[1]] >= rank[folder]) {
        print file ":" FNR ": " folder " (rank " rank[folder] ") may not see " to[1] " (rank " rank[to[1]] ")"; bad = 1 }
}
/^[ \t]*#[ \t]*include[ \t]*</ {
    lib = $0; sub(/.*</, "", lib); sub(/(\.h)?>.*/, "", lib)
    if (lib in room && index(" " room[lib] " ", " " folder " ") == 0) {
        print file ":" FNR ": <" lib ".h> belongs to " room[lib]; bad = 1 }
}
END { exit bad }'
