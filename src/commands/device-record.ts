import type { ShellCommand } from '../model/command.ts';
import { RECORD, ROOT_LABEL, SEALS, STAGING, STAGING_LABEL } from '../model/paths.ts';
import { CROSSED } from './crossing.ts';
import { script } from './script.ts';

/**
 * Lines of stdin, on the disk when it ends. In the old system they go to its root, and to the staging partition where
 * that is mounted, with whatever it lacks of the earlier ones: a root that is gone, or a partition that became swap
 * again, must not take the record along. In the environment there is the partition alone, and what lies there is put to
 * its place by a freeze, since whoever reads it unmounted does not replay ext4's journal. A line that a power cut left
 * half-written gets an end of its own. Answer: `kept`, or `nowhere`.
 */
const KEEP = `set -e
umask 077
root=$1 mnt=$2 new=$(cat) kept=nowhere
end() { if [ -s "$1" ] && [ -n "$(tail -c 1 "$1")" ]; then echo >>"$1"; fi; }
if [ ! -e /etc/stem-system ]; then
  mkdir -p "\${root%/*}"
  end "$root"
  printf '%s\\n' "$new" >>"$root"
  kept=kept
fi
if grep -q " $mnt " /proc/mounts; then
  end "$mnt/journal"
  touch "$mnt/journal"
  if [ "$kept" = kept ]
  then more=$(grep -Fxv -f "$mnt/journal" "$root" || true)
  else more=$new; fi
  [ -z "$more" ] || printf '%s\\n' "$more" >>"$mnt/journal"
  sync
  if [ "$kept" = nowhere ]; then
    (sleep 30; fsfreeze -u "$mnt") >/dev/null 2>&1 &
    guard=$!
    if fsfreeze -f "$mnt"; then fsfreeze -u "$mnt"; fi
    kill "$guard" 2>/dev/null || true
  fi
  kept=kept
fi
sync
echo "$kept"`;

/** Keeps lines of a run's journal on the device itself. They come by stdin. */
export const keepOnDevice = (): ShellCommand => script('record', KEEP, RECORD, STAGING);

/**
 * Answer: `run ID`, `since TIME` as far as the device knows them, `no-return yes`, then the lines of the record behind
 * `> `, those of the root first. What is not mounted is read with debugfs: a question changes nothing.
 */
const TELL = `root=$1 mnt=$2 disk=$3 device=$4 label=$5 seals=$6 new=$8
${CROSSED}
who() { sed -n 's|^run=|run |p;s|^since=|since |p'; }
cat "$7/owner" 2>/dev/null | who
on_staging owner | who
if [ -f "$seals/configured" ]; then echo "run $(cat "$seals/configured")"; fi
if is_behind; then echo 'no-return yes'; fi
if [ ! -e /etc/stem-system ]; then cat "$root" 2>/dev/null
else debugfs -R "cat $root" "$disk" 2>/dev/null; fi | sed 's/^/> /'
echo
on_staging journal | sed 's/^/> /'
echo
echo asked`;

/** `root` and `staging` are the devices of the two partitions. */
export const tellRecord = (root: string, staging: string, lock: string): ShellCommand =>
  script(
    'record-state',
    TELL,
    RECORD,
    STAGING,
    root,
    staging,
    STAGING_LABEL,
    SEALS,
    lock,
    ROOT_LABEL,
  );

const FORGET = `set -e
root=$1 mnt=$2 run=$3
for file in "$root" "$mnt/journal"; do
  [ -f "$file" ] || continue
  (umask 077; grep -Fv "\\"runId\\":\\"$run\\"" "$file" >"$file.new") || true
  if [ -s "$file.new" ]; then mv -T "$file.new" "$file"; else rm -f "$file.new" "$file"; fi
done
rmdir "\${root%/*}" 2>/dev/null || true
sync`;

/** What a run did is undone: nothing of it is kept. What another one left is. */
export const forgetOnDevice = (runId: string): ShellCommand =>
  script('record-forget', FORGET, RECORD, STAGING, runId);

const SIGN = `set -e
for file in "$1" "$2/journal"; do
  [ -f "$file" ] || continue
  (umask 077; sed "s/\\"runId\\":\\"[^\\"]*\\"/\\"runId\\":\\"$3\\"/" "$file" >"$file.new")
  sync
  mv -T "$file.new" "$file"
done
sync`;

/** All that earlier runs left counts as this one's: it takes them over, with what they did. */
export const signRecord = (runId: string): ShellCommand =>
  script('record-sign', SIGN, RECORD, STAGING, runId);
