#!/bin/sh
# All tests, in the order in which they are cheap. Does its own set-up. Stops at the first part that fails.
set -eu
cd "$(dirname "$0")/.."
sh vagrant/setup.sh

part() {
  echo
  echo "== $1: $2"
  begin=$(date +%s)
  npm run --silent "$2"
  echo "== $1: passed in $(( $(date +%s) - begin )) s"
}

part 'types, lint, format, imports, dead code, unit tests' check
part 'compiled program' build
part 'integration, real SSH servers on loopback' test:integration
part 'end to end, real boots' test:e2e
