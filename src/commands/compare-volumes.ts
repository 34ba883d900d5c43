import type { ShellCommand } from '../model/command.ts';
import { BACKUP } from '../model/paths.ts';
import { script } from './script.ts';
import { ENGINE, NOW } from './supervisor.ts';

/** The seal of the archive that was compared: an application that has run since may have used up what it found. */
export const VOLUMES_COMPARED = '/mnt/state/stem/volumes-compared';

/** Where the new system has what it was handed (`NEW_DATA` in the environment). */
const HANDED = '/mnt/data/backup.tgz';

/**
 * Waits until the supervisor has restored the archive, which it then removes, and compares the files in the volumes with those
 * that were archived; from the disk, as the supervisor does not see to it that they get there. What an application has written or
 * removed since is counted, and no fault. Another content with the time that was archived is one, and so is a volume that is
 * missing or has nothing in it. Each line of the list is accounted for in the end. The time to restore grows by a second for each
 * megabyte. Without a list, of an earlier version's backup, only the wait is left.
 */
const COMPARE = `set -u
LC_ALL=C; export LC_ALL
limit=$1 handed=$2 archive=$3 listed=$4
${NOW}
${ENGINE}
fail() { echo "$*" >&2; exit 1; }
bytes=$(stat -c %s "$archive") || exit 1
limit=$((limit + bytes / 1000000))
now; began=$now
while [ -e "$handed" ]; do
  now
  if [ "$((now - began))" -ge "$limit" ]; then
    echo "the supervisor has not restored $handed after $limit s" >&2
    journalctl -u balena-supervisor -u resin-supervisor -n 5000 -o cat 2>/dev/null | grep -i 'restoring migration backup' | tail -n 1 >&2
    exit 1
  fi
  sleep 3
done
[ -e "$listed" ] || { echo 'restored; there are no checksums to compare with'; exit 0; }
[ -n "$engine" ] || fail 'there is no container engine to ask for its volumes'
work=$(mktemp -d /run/stem-volumes.XXXXXX) || exit 1
trap 'rm -rf "$work"' EXIT
sync
echo 3 >/proc/sys/vm/drop_caches 2>/dev/null || :
place_of() {
  volumes=$("$engine" volume ls -q) || return 1
  volume=$(printf '%s\\n' "$volumes" | awk -v name="$1" '{ at = index($0, "_") } substr($0, 1, at) ~ /^[0-9]+_$/ && substr($0, at + 1) == name')
  case $volume in
    '') echo "the engine has no volume $1" >&2; return 1 ;;
    *[!0-9A-Za-z_.-]*) echo "more than one volume is called $1" >&2; return 1 ;;
  esac
  "$engine" volume inspect -f '{{.Mountpoint}}' "$volume"
}
same=0 changed=0 gone=0 wrong=0
few() { [ "$1" -gt 5 ] || echo "$2"; }
for name in $(awk '$1 == "volume" { print $3 }' "$listed"); do
  place=$(place_of "$name") || exit 1
  name=$name place=$place awk '$1 != "volume" {
      hash = $1; seconds = $2; sub(/^[^ ]* [^ ]* /, "")
      if (index($0, ENVIRON["name"] "/") == 1) print hash, seconds, ENVIRON["place"] substr($0, length(ENVIRON["name"]) + 1)
    }' "$listed" >"$work/of" || exit 1
  [ ! -s "$work/of" ] || [ -n "$(ls -A "$place")" ] || fail "volume $name is there, and nothing in it"
  sed 's/^\\([^ ]*\\) [^ ]* /\\1  /' "$work/of" | sha256sum -c 2>/dev/null >"$work/said"
  good=$(grep -c ': OK$' "$work/said")
  same=$((same + good))
  sed -n 's/: FAILED\\( open or read\\)\\{0,1\\}$//p' "$work/said" >"$work/failed" || exit 1
  awk 'NR == FNR { failed[$0] = 1; next } { seconds = $2; sub(/^[^ ]* [^ ]* /, "") } $0 in failed { print seconds, $0 }' \\
    "$work/failed" "$work/of" >"$work/then" || exit 1
  while IFS= read -r line; do
    seconds=\${line%% *} path=\${line#* }
    if [ ! -e "$path" ]; then gone=$((gone + 1)); few "$gone" "gone since: $path"
    elif [ "$(stat -c %Y "$path")" = "$seconds" ]; then
      wrong=$((wrong + 1)); few "$wrong" "another content than was backed up, and the same time: $path" >&2
    else changed=$((changed + 1)); few "$changed" "changed since: $path"; fi
  done <"$work/then"
done
all=$(awk '$1 != "volume" { n++ } END { print n + 0 }' "$listed") || exit 1
unnamed=$(awk '$1 != "volume" && $3 == "-" { n++ } END { print n + 0 }' "$listed") || exit 1
echo "$same of $all files are as they were backed up, $changed changed since, $gone gone"
[ "$unnamed" = 0 ] || echo "$unnamed were not compared: a line break or a backslash in their names"
[ "$wrong" = 0 ] || fail "$wrong files are others than were backed up"
[ "$((same + changed + gone + unnamed))" = "$all" ] || fail "of $all files only $((same + changed + gone + unnamed)) could be looked at"`;

export const compareVolumes = (seconds: number): ShellCommand =>
  script(
    'compare-volumes',
    COMPARE,
    ...[String(seconds), HANDED, `${BACKUP}/volumes.tgz`, `${BACKUP}/volumes.sums`],
  );
