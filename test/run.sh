#!/bin/sh
# All tests, in the order in which they are cheap. Does its own set-up. Stops at the first part that fails.
set -eu
cd "$(dirname "$0")/.."
sh vagrant/setup.sh
npm run --silent lab -- tools ansible-core

# What tests leave behind goes with this folder.
work=$(mktemp -d "${TMPDIR:-/tmp}/t.XXXXXX")
chmod 711 "$work"
export TMPDIR="$work"
built=$work/built
# The lab's systems are built meanwhile: minutes of one processor, where the cache has them not.
{ npm run --silent lab -- build && npm run --silent lab -- build resin-bundle; } >"$built" 2>&1 &
builder=$!
trap 'kill "$builder" 2>/dev/null || true; rm -rf "$work" || true' EXIT
trap 'exit 130' INT TERM

part() {
  echo
  echo "== $1: $2"
  begin=$(date +%s)
  npm run --silent "$2"
  echo "== $1: passed in $(( $(date +%s) - begin )) s"
}

part 'types, lint, format, imports, dead code, unit tests' check
part 'compiled program' build
# The same generated inventories each time: a find of theirs is not to stop somebody else's change. Other seeds by hand.
export STEM_SEED="${STEM_SEED:-4242}"
part 'inventories and templates, beside Ansible itself' test:differential
part 'integration, real SSH servers on loopback' test:integration
wait "$builder" || {
  cat "$built" >&2
  exit 1
}
cat "$built"
# A migration that is broken on purpose, or one to a balenaOS, is among them. Which one, and which faults, the day decides; it is printed.
part 'end to end, real boots' test:e2e
