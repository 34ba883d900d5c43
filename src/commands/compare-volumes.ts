import type { ShellCommand } from '../model/command.ts';
import { BACKUP } from '../model/paths.ts';
import { script } from './script.ts';
import { ENGINE, NOW } from './supervisor.ts';

/** Where the new system has what it was handed (`NEW_DATA` in the environment). */
const HANDED = '/mnt/data/backup.tgz';

/**
 * Waits until the supervisor has restored the archive, which it then removes, and compares the files in the volumes with those
 * that were archived. What an application has written since has another time: it is counted, and no fault. Another content with
 * the time that was archived is one, and so is a volume of which no file is there. Without a list of an earlier version's backup
 * only the wait is left.
 */
const COMPARE = `set -u
LC_ALL=C; export LC_ALL
limit=$1 handed=$2 sums=$3
${NOW}
${ENGINE}
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
[ -e "$sums" ] || { echo 'restored; there are no checksums to compare with'; exit 0; }
[ -n "$engine" ] || { echo 'there is no container engine to ask for its volumes' >&2; exit 1; }
work=$(mktemp -d /run/stem-volumes.XXXXXX) || exit 1
trap 'rm -rf "$work"' EXIT
place_of() {
  volumes=$("$engine" volume ls -q) || return 1
  volume=$(printf '%s\\n' "$volumes" | awk -v name="$1" '{ at = index($0, "_") } substr($0, 1, at) ~ /^[0-9]+_$/ && substr($0, at + 1) == name')
  case $volume in
    '') echo "the engine has no volume $1" >&2; return 1 ;;
    *[!0-9A-Za-z_.-]*) echo "more than one volume is called $1" >&2; return 1 ;;
  esac
  "$engine" volume inspect -f '{{.Mountpoint}}' "$volume"
}
failed() { sed -n 's/: FAILED\\( open or read\\)\\{0,1\\}$//p' "$1"; }
is_any_there() {
  failed "$work/said" >"$work/failed"
  while IFS= read -r path; do [ ! -e "$path" ] || return 0; done <"$work/failed"
  return 1
}
: >"$work/want"; : >"$work/all"
for name in $(awk '$3 != "-" { sub(/^[^ ]* [^ ]* /, ""); sub(/\\/.*/, ""); if (!seen[$0]++) print }' "$sums"); do
  place=$(place_of "$name") || exit 1
  name=$name place=$place awk '
    { hash = $1; seconds = $2; sub(/^[^ ]* [^ ]* /, "") }
    index($0, ENVIRON["name"] "/") == 1 { print hash, seconds, ENVIRON["place"] substr($0, length(ENVIRON["name"]) + 1) }' "$sums" >"$work/of"
  sed 's/^\\([^ ]*\\) [^ ]* /\\1  /' "$work/of" | sha256sum -c 2>/dev/null >"$work/said"
  grep -q ': OK$' "$work/said" || is_any_there || { echo "volume $name is there, and none of its files" >&2; exit 1; }
  cat "$work/said" >>"$work/all"
  cat "$work/of" >>"$work/want"
done
total=$(awk 'END { print NR }' "$sums")
same=$(grep -c ': OK$' "$work/all")
gone=0 changed=0 wrong=
failed "$work/all" >"$work/failed"
while IFS= read -r path; do
  [ -e "$path" ] || { gone=$((gone + 1)); [ "$gone" -gt 5 ] || echo "gone since: $path"; continue; }
  then=$(path=$path awk '{ seconds = $2; sub(/^[^ ]* [^ ]* /, "") } $0 == ENVIRON["path"] { print seconds }' "$work/want")
  if [ "$(stat -c %Y "$path")" = "$then" ]; then wrong=$path; continue; fi
  changed=$((changed + 1))
  [ "$changed" -gt 5 ] || echo "changed since: $path"
done <"$work/failed"
[ -z "$wrong" ] || { echo "$wrong has another content than was backed up, and the same time" >&2; exit 1; }
echo "$same of $total files are as they were backed up, $changed changed since, $gone gone"
unnamed=$((total - same - changed - gone))
[ "$unnamed" = 0 ] || echo "$unnamed were not compared: a line break or a backslash in their names"`;

export const compareVolumes = (seconds: number): ShellCommand =>
  script('compare-volumes', COMPARE, String(seconds), HANDED, `${BACKUP}/volumes.sums`);
