#!/bin/sh
# Runs test files, after the options of `node --test`. TAP, and then what failed once more: sh test/node.sh FILE...
set -eu
exec node --import tsx --test \
  --test-reporter=tap --test-reporter-destination=stdout \
  --test-reporter=./test/failures.mjs --test-reporter-destination=stdout "$@"
