#!/bin/sh
# What every commit passes: the compiler, the linters, and the unit tests beside them, as each half fills one processor.
set -eu
cd "$(dirname "$0")/.."
# What tests leave behind goes with this folder.
work=$(mktemp -d "${TMPDIR:-/tmp}/t.XXXXXX")
chmod 711 "$work"
said=$work/said
TMPDIR=$work npm run --silent test:unit >"$said" 2>&1 &
unit=$!
trap 'kill "$unit" 2>/dev/null || true; rm -rf "$work" || true' EXIT
trap 'exit 130' INT TERM
for part in types lint format imports unused; do
  npm run --silent "$part"
done
passed=0
wait "$unit" || passed=$?
cat "$said"
exit "$passed"
