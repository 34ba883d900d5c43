import type { ShellCommand } from '../model/command.ts';
import { BACKUP, NEW_DATA } from '../model/paths.ts';
import { RESTORE_OPTIONS } from './backup.ts';
import { script } from './script.ts';

/** A copy of what is archived while it is compared: beside the engine's folders, as the engine would take it for a volume. */
const WORK = `${NEW_DATA}/stem-volumes.new`;

/** Of the data partition: docker's folders and balenaEngine's, which is the same program (moby). */
const ENGINE_VOLUMES = `${NEW_DATA}/docker/volumes`;

/**
 * Unpacks the archive and makes its top folders volumes of the app: moby takes each folder below `volumes` for one when it
 * starts, and one without its `_data` stays broken: so they come there whole. The archive is proved to be what was sealed, and each
 * file is read again from its new disk before any of them is in its place: by its name, or, where no line can hold that, by its content alone.
 */
const FILL = `set -e
LC_ALL=C; export LC_ALL
backup=$1 work=$2 volumes=$3 app=$4
umask 022
fresh() { sync; echo 3 >/proc/sys/vm/drop_caches 2>/dev/null || :; }
fresh
sha256sum <"$backup/volumes.tgz" | cmp -s - "$backup/volumes.sealed" || { echo 'the archive is another one than was sealed' >&2; exit 1; }
names=$(awk '$1 == "volume" { print $3 }' "$backup/volumes.sums")
# What an earlier try has filled takes the room of this one.
for name in $names; do rm -rf "$volumes/\${app}_$name"; done
rm -rf "$work"
mkdir -p "$work"
tar ${RESTORE_OPTIONS} -xzpf "$backup/volumes.tgz" -C "$work"
fresh
awk '$1 != "volume" && $3 != "-" { hash = $1; sub(/^[^ ]* [^ ]* /, ""); print hash "  " $0 }' "$backup/volumes.sums" >"$work/.stem-sums"
( cd "$work"; [ ! -s .stem-sums ] || sha256sum -c --quiet --strict .stem-sums ) >&2
awk '$1 != "volume" && $3 == "-" { print $1 }' "$backup/volumes.sums" | sort -u >"$work/.stem-unnamed"
if [ -s "$work/.stem-unnamed" ]; then
  rm "$work/.stem-sums"
  find "$work" -type f -print0 | xargs -0 sha256sum | sed 's/^\\\\//' | cut -c 1-64 | sort -u >"$work/.stem-found"
  other=$(comm -23 "$work/.stem-unnamed" "$work/.stem-found" | wc -l)
  [ "$other" = 0 ] || { echo "$other files with a line break or a backslash in their names are not as they were archived" >&2; exit 1; }
fi
rm -f "$work"/.stem-*
files=$(awk '$1 != "volume" { n++ } END { print n + 0 }' "$backup/volumes.sums")
[ -d "$volumes" ] || mkdir -p -m 711 "$volumes"
for name in $names; do
  place=$volumes/\${app}_$name
  [ -d "$work/$name" ] || { echo "the archive has no folder $name" >&2; exit 1; }
  mkdir -m 711 "$work/.volume"
  mv -T "$work/$name" "$work/.volume/_data"
  mv -T "$work/.volume" "$place"
done
rmdir "$work"
sync
echo "$files files"`;

/** `app`: the number that begins the names of its volumes. */
export const fillVolumes = (app: number): ShellCommand =>
  script('fill-volumes', FILL, BACKUP, WORK, ENGINE_VOLUMES, String(app));
