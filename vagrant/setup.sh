#!/bin/sh
# Makes a fresh checkout ready: npm packages where they are missing or old, then the lab's programs by apt.
# Called by `npm run demo` and `npm test`; needs nothing but Node, npm and POSIX sh.
set -eu
cd "$(dirname "$0")/.."

node -e '
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) process.exit(0);
  console.error(`Node ${process.versions.node} is too old: 20.19 or later is needed. See https://nodejs.org.`);
  process.exit(1);
'
if ! [ -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "Installing the project's npm packages: npm ci" >&2
  npm ci >&2
  touch node_modules/.package-lock.json
fi
npm run --silent lab -- tools
