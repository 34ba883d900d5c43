#!/bin/sh
# `npm run demo`: the main job on lab devices. Two devices at two sites are built, planned, migrated for real, and shown.
# Does its own set-up. Begins anew each time, in a lab of its own (.lab/demo); other lab devices stay as they are.
set -eu
cd "$(dirname "$0")/.."
begin=$(date +%s)
lab=.lab/demo

say() {
  printf '\n== %s (after %d s)\n' "$*" "$(($(date +%s) - begin))"
}
lab() {
  npm run --silent lab -- --lab "$lab" "$@"
}
stem_remote() {
  printf '\n$ stem-remote %s\n' "$*"
  node dist/cli/main.js "$@"
}
# The same questions before and after: the system, its disk, the customer's data.
show() {
  for device in lab-1 lab-2; do
    printf '\n%s:\n' "$device"
    lab ssh "$device" -- '. /etc/os-release; echo "$PRETTY_NAME, kernel $(uname -r)"
      lsblk -no NAME,SIZE,FSTYPE,LABEL,MOUNTPOINT /dev/sda
      cd /srv/customer/data && find . -type f | LC_ALL=C sort | tr "\n" "\0" | xargs -0 cat | sha256sum | sed "s/-/the customer'"'"'s files/"'
  done
}

sh vagrant/setup.sh
npm run --silent build

say 'Building and starting two devices: an old system each, with a customer on it'
lab destroy
lab up lab-1 lab-2 --sites berlin,hamburg
show

say 'What would be done to the first one? A dry run changes nothing'
stem_remote plan -i inventories/lab.ini --limit lab-1

say 'The migration of both: first the canary in Berlin, then Hamburg'
journal=$lab/journal.db
rm -f "$journal" "$journal"-*
stem_remote apply -i inventories/lab.ini --confirm-hosts 2 --journal "$journal"

say 'The devices now'
show
cat <<END

Both are new systems, with the customer's files and the host keys of before. They are left running:

    npm run lab -- --lab $lab ssh lab-1
    npm run lab -- --lab $lab console lab-1 --all
    node dist/cli/main.js status --journal $journal
    npm run lab -- --lab $lab destroy
END
say 'Done'
