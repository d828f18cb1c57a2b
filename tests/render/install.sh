#!/bin/sh
# Brings Grafana's packages into a cache of this machine, and bundles the page of app.tsx there.
# usage: install.sh   prints the folder that holds app.js; needs node and npm, and the network once
set -eu
here=$(cd "$(dirname "$0")" && pwd)
version=13.2.2   # 13.2.3 depends on packages that were never published
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tocsin-render/$version
mkdir -p "$cache"
cd "$cache"

if [ ! -e node_modules/.ready ]; then
  echo '{"private": true}' >package.json
  packages=""
  for name in ui data runtime schema i18n e2e-selectors; do packages="$packages @grafana/$name@$version"; done
  # shellcheck disable=SC2086
  npm install $packages @grafana/scenes@8.19.0 react@19 react-dom@19 react-router-dom@6.30.1 rxjs@7.8.2 esbuild@0.28 \
    --legacy-peer-deps --no-audit --no-fund --ignore-scripts >install.log 2>&1 || { cat install.log >&2; exit 1; }
  # An importer named .mjs takes the default export of CommonJS as Node does: an object where React wants a component.
  for name in ui data runtime schema i18n e2e-selectors; do
    folder=node_modules/@grafana/$name/dist/esm
    [ -d "$folder" ] || continue
    find "$folder" -name '*.mjs' -exec sed -i -E "s#(['\"])(\.[^'\"]*)\.mjs\1#\1\2.js\1#g" {} +
    find "$folder" -name '*.mjs' -exec sh -c 'for file; do mv "$file" "${file%.mjs}.js"; done' _ {} +
    sed -i 's#\.mjs"#.js"#g' "node_modules/@grafana/$name/package.json"
  done
  echo 'module.exports = {};' >empty.js
  touch node_modules/.ready
fi

mkdir -p page
for file in app.tsx drawn.tsx frames.ts; do cmp -s "$here/$file" "page/$file" || { cp "$here/$file" page/; rm -f app.js; }; done
[ -e app.js ] || node_modules/.bin/esbuild page/app.tsx --bundle --outfile=app.js --format=iife --platform=browser --minify --log-level=error \
  --define:process.env.NODE_ENV='"production"' --alias:react-router-dom-v5-compat=react-router-dom --alias:jquery=./empty.js \
  --loader:.svg=dataurl --loader:.png=dataurl --loader:.woff2=dataurl --loader:.ttf=dataurl --loader:.woff=dataurl >&2
echo "$cache"
