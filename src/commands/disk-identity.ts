import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/** The disk signature is the four bytes at 440 of the first sector: it stays when partitions change. */
const TELL = `name=\${1##*/}
printf 'sectors %s\\n' "$(cat "/sys/class/block/$name/size" 2>/dev/null)"
printf 'serial %s\\n' "$(udevadm info --query=property --name="$1" 2>/dev/null | sed -n 's/^ID_SERIAL=//p')"
printf 'signature %s\\n' "$(dd if="$1" bs=1 skip=440 count=4 2>/dev/null | od -An -tx1 | tr -d ' \\n')"`;

/** What tells a disk apart, whatever system is up and whatever lies on it. Read-only. */
export const tellDiskIdentity = (disk: string): ShellCommand => script('disk-identity', TELL, disk);
