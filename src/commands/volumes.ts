import { listOfVolumes, type VolumeItem } from '../model/backup-volumes.ts';
import type { ShellCommand } from '../model/command.ts';
import { BACKUP, NEW_DATA, NEW_STATE } from '../model/paths.ts';
import { script } from './script.ts';

/** Our name for the n-th source while tar reads it: none of the customer's and none of a volume. */
const MARK = '@stem@';

/**
 * What tar runs for each file of an archive, which is its stdin: `HASH SECONDS NAME`, for a comparison in the new system.
 * `-` stands for a name that no line can hold, or that sha256sum would read otherwise. `volume 0 NAME` is one that has to be there.
 */
const SUM_OF_MEMBER = `SUM_OF_MEMBER='hash=$(sha256sum) || exit 1
name=$TAR_FILENAME
case $name in *\\\\*|*\r|*"
"*) name=- ;; esac
printf "%s %s %s\\n" "\${hash%% *}" "\${TAR_MTIME%%.*}" "$name"'`;

/**
 * The archive in the form that the supervisor restores: the top folders are the volumes. tar reads each source through a link of our
 * own, so that what its names become says nothing about the names in it, and one file may go into two volumes. For the supervisor
 * in GNU's own format, as its tar may be busybox's. No holes: each file is read once more out of it. Links to files keep their targets.
 * What was written is read again from the disk: the contents are compared by their sha256, and the archive's own becomes the seal.
 */
const ARCHIVE = `set -e
LC_ALL=C; export LC_ALL
${SUM_OF_MEMBER}
dir=$1 listed=$2 mark=$3 form=$4; shift 4
umask 077
work=$dir/volumes.work
end() {
  rc=$?
  rm -rf "$work"
  [ "$rc" = 0 ] && exit 0
  free=$(df -P -k "$dir" | awk 'END { print $4 }')
  [ "\${free:-1024}" -ge 1024 ] || echo "there is no room left in $dir: take something out of stem_backup_volumes" >&2
  exit "$rc"
}
trap end EXIT
rm -rf "$dir"/volumes.*
mkdir -p "$work"
printf '%s\\n' "$listed" >"$dir/volumes.list"
: >"$work/names"; : >"$work/files"
n=0 count=$(($# / 4))
while [ "$n" -lt "$count" ]; do
  source=$1 folder=$2 file=$3 filter=$4; shift 4
  STEM_REAL=$(readlink -e -- "$source") || { echo "$source is not there" >&2; exit 1; }
  STEM_AS=$mark$n STEM_FROM=\${source%/}; export STEM_FROM STEM_AS
  if [ -d "$STEM_REAL" ]; then
    ln -s "$STEM_REAL" "$work/$STEM_AS"
    set -- "$@" "--transform=s,^$STEM_AS/\\\\./*\\$,$folder,S" "--transform=s,^$STEM_AS/,$folder/,S"
    if [ -n "$filter" ]; then
      find -H "$STEM_FROM" -xdev ! -type d ! -type s -print0 >"$work/all"
      grep -azE -e "$filter" <"$work/all" >"$work/found" || [ "$?" = 1 ]
    else
      printf '%s/.\\0' "$STEM_AS" >>"$work/names"
      find -H "$STEM_FROM" -xdev -mindepth 1 ! -type s -print0 >"$work/found"
    fi
    if [ -n "$filter" ] && [ ! -s "$work/found" ]; then echo "nothing in $source matches the filter $filter" >&2; exit 1; fi
    xargs -0 -r sh -c 'for f; do printf "%s\\0" "$STEM_AS\${f#"$STEM_FROM"}"; done' stem <"$work/found" >>"$work/names"
  else
    ln -s "\${STEM_REAL%/*}/" "$work/$STEM_AS"
    set -- "$@" "--transform=s,^$STEM_AS/.*\\$,$file,S"
    printf '%s\\0' "$STEM_REAL" >"$work/found"
    printf '%s\\0' "$STEM_AS/\${STEM_REAL##*/}" >>"$work/names"
  fi
  xargs -0 -r sh -c 'for f; do if [ -f "$f" ] && [ ! -L "$f" ]; then printf "%s\\0" "$f"; fi; done' stem <"$work/found" >>"$work/files"
  n=$((n + 1))
done
xargs -0 -r sha256sum -- <"$work/files" >"$work/sums"
pack() { tar -C "$work" $form --numeric-owner --no-recursion -czf "$dir/volumes.tgz" "$@" --null -T "$work/names"; }
pack "$@"
# A file that goes into two volumes is two files: else what one of them becomes, the other does.
between=$(tar -tvzf "$dir/volumes.tgz" | awk '
  /^h/ { split($6, own, "/"); sub(/^.* link to /, ""); split($0, other, "/"); if (own[1] != other[1]) n++ }
  END { print n + 0 }')
[ "$between" = 0 ] || pack --hard-dereference "$@"
sync
echo 3 >/proc/sys/vm/drop_caches 2>/dev/null || :
[ ! -s "$work/sums" ] || sha256sum -c --quiet --strict "$work/sums" >&2
# \\001 comes before all that a name can have there: what is below a name comes right behind it.
tar -tzf "$dir/volumes.tgz" | tr / '\\001' | sort >"$work/listing"
clash=$(awk '
  file != "" && ($0 == file || index($0, file "\\001") == 1) { gsub("\\001", "/", file); print file; exit }
  { file = substr($0, length($0)) == "\\001" ? "" : $0 }' "$work/listing")
[ -z "$clash" ] || { echo "two items of stem_backup_volumes become $clash: give one of them another target" >&2; exit 1; }
tar -xzf "$dir/volumes.tgz" --to-command="$SUM_OF_MEMBER" >"$dir/volumes.sums"
hashes() { sed 's/^\\\\//' "$1" | cut -c 1-64 | sort -u; }
hashes "$work/sums" >"$work/given"
hashes "$dir/volumes.sums" | cmp -s - "$work/given" || { echo 'the archive holds something else than the files' >&2; exit 1; }
tar -tzf "$dir/volumes.tgz" | sed -e 's,/.*,,' -e 's,^,volume 0 ,' | sort -u >"$work/volumes"
cat "$work/volumes" >>"$dir/volumes.sums"
sha256sum <"$dir/volumes.tgz" >"$dir/volumes.sealed.new"
sync
mv -T "$dir/volumes.sealed.new" "$dir/volumes.sealed"
sync
echo "$(wc -l <"$work/sums") files, $(wc -c <"$dir/volumes.tgz") bytes"`;

/** For the supervisor its tar decides; what we restore ourselves keeps all that tar can keep. */
const FORM = { supervisor: '--format=gnu', own: '--format=pax --xattrs --acls' };

/** `app`: whose volumes we fill ourselves, or 0. */
export const archiveVolumes = (items: readonly VolumeItem[], app = 0): ShellCommand =>
  script(
    'backup-volumes',
    ARCHIVE,
    BACKUP,
    listOfVolumes(items, app),
    MARK,
    app === 0 ? FORM.supervisor : FORM.own,
    ...items.flatMap(({ source, folder, file, filter }) => [
      source,
      asReplacement(folder),
      asReplacement(file),
      filter,
    ]),
  );

/** For sed's `s,…,…,` as tar has it. */
const asReplacement = (path: string): string => path.replace(/[\\&,]/g, String.raw`\$&`);

/** What the supervisor looks for when it starts. */
export const SUPERVISORS_BACKUP = `${NEW_DATA}/backup.tgz`;

/** The seal of the archive that was put there. On the other partition: it outlives the archive, and goes where images are written anew. */
export const VOLUMES_PUT = `${NEW_STATE}/stem/volumes-put`;

/** Whole or not at all, and proved on its new disk: afterwards nobody has it but the supervisor. */
const PUT = `set -e
umask 077
same() {
  sync
  echo 3 >/proc/sys/vm/drop_caches 2>/dev/null || :
  sha256sum <"$1" | cmp -s - "$sealed" || { echo "$1 is another archive than was sealed" >&2; exit 1; }
}
sealed=$1/volumes.sealed
same "$1/volumes.tgz"
rm -f "$2.new"
cp "$1/volumes.tgz" "$2.new"
same "$2.new"
mv -T "$2.new" "$2"
sync`;

export const putVolumes = (): ShellCommand =>
  script('put-volumes', PUT, BACKUP, SUPERVISORS_BACKUP);
