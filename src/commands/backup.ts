import { BACKUP, RESTORED } from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';
import { SEAL } from './seal.ts';

/** Of tar, 1.27 or later. Where it is built without ACLs it says so and goes on. What it took for a hole and is none, `--compare` finds. */
export const ARCHIVE_OPTIONS = '--numeric-owner --xattrs --acls --sparse --one-file-system';
export const RESTORE_OPTIONS = "--numeric-owner --xattrs --xattrs-include='*' --acls";

/**
 * Archives paths that are relative to `/`, with a checksum of every regular file. They begin with `./`: find would
 * take `-delete` for its own. Then what was written is read again from the disk: the archive is compared with the
 * files, and its own sha256 becomes the seal.
 */
const ARCHIVE = `set -e
dir=$1; shift
umask 077
mkdir -p "$dir"
tell() {
  free=$(df -P -k "$dir" | awk 'END { print $4 }')
  [ "\${free:-1024}" -ge 1024 ] || echo "there is no room left in $dir: set stem_backup_to to controller" >&2
}
trap 'rc=$?; [ "$rc" = 0 ] || tell; exit "$rc"' EXIT
cd /
rm -f "$dir"/paths.*
printf '%s\\n' "$@" >"$dir/paths.list"
find "$@" -xdev -type f -print0 | sort -z | xargs -0 -r sha256sum >"$dir/paths.sha256"
tar ${ARCHIVE_OPTIONS} -czpf "$dir/paths.tar.gz" -- "$@"
sync
echo 3 >/proc/sys/vm/drop_caches 2>/dev/null || true
tar --numeric-owner --compare -zf "$dir/paths.tar.gz"
sha256sum -c --quiet --strict "$dir/paths.sha256"
sha256sum <"$dir/paths.tar.gz" >"$dir/paths.sealed.new"
sync
mv -T "$dir/paths.sealed.new" "$dir/paths.sealed"
sync`;

export const archivePaths = (paths: readonly string[]): ShellCommand =>
  script('backup-paths', ARCHIVE, BACKUP, ...paths.map(fromRoot));

/** Relative to `/`, as the archive has it. */
export const fromRoot = (path: string): string => path.replace(/^\/*/, './');

/** What `backup/paths.list` says where these were archived. */
export const listOf = (paths: readonly string[]): string =>
  paths.map((path) => `${fromRoot(path)}\n`).join('');

/** The first file of a folder, wherever in it. */
export const tellFirstFile = (folder: string): ShellCommand =>
  script('first-file', 'find "$1" ! -type d 2>/dev/null | head -n 1', folder);

/** The first thing that changed since the seal; also where it takes long to find out, and where a path is gone. */
const NEWER = `seal=$1 links=$2; shift 2
[ -e "$seal" ] || exit 0
cd /
timeout 60 find "$links" "$@" -xdev -cnewer "$seal" -print -quit || echo late`;

/** `what`: paths or volumes. An archive of paths has a link as a link; one of volumes has what it leads to. */
export const tellNewer = (
  paths: readonly string[],
  what: 'paths' | 'volumes' = 'paths',
): ShellCommand =>
  script(
    'backup-newer',
    NEWER,
    ...[`${BACKUP}/${what}.sealed`, what === 'volumes' ? '-H' : '-P'],
    ...paths.map(fromRoot),
  );

/**
 * The archive is proved to be what was sealed, unpacked, and every file is compared with its checksum. It seals that itself:
 * whoever comes after a lost link must not put old data over what has changed since.
 */
const RESTORE = `set -e
${SEAL}
sha256sum <"$1/paths.tar.gz" | cmp - "$1/paths.sealed"
cd /
tar ${RESTORE_OPTIONS} -xzpf "$1/paths.tar.gz"
sync
echo 3 >/proc/sys/vm/drop_caches
sha256sum -c --quiet --strict "$1/paths.sha256"
seal "$2" "$3"
wc -l <"$1/paths.sha256"`;

/** The archive is read from the disk again, by whichever system is up. */
const PROVE = `set -e
sync
echo 3 >/proc/sys/vm/drop_caches
sha256sum <"$1/$2" | cmp - "$1/$3"`;

export const proveArchive = (archive = 'paths.tar.gz', seal = 'paths.sealed'): ShellCommand =>
  script('prove-archive', PROVE, BACKUP, archive, seal);

export const restorePaths = (runId: string): ShellCommand =>
  script('restore-paths', RESTORE, BACKUP, RESTORED, runId);
