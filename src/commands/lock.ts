import { LOCK, STAGING, STAGING_LABEL } from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/**
 * Who holds the device: the lock of this boot, then the owner of the staging partition. Unmounted, that file is
 * read with debugfs, since mounting would replay a journal: a question changes nothing.
 */
const OWNERS = `echo "lock $(sed -n 's/^run=//p' "$1/owner" 2>/dev/null)"
if [ -f "$2/owner" ]; then echo "staging $(sed -n 's/^run=//p' "$2/owner")"; exit; fi
if [ "$(blkid -p -o value -s LABEL "$3" 2>/dev/null)" = "$4" ]
then echo "staging $(debugfs -R 'cat /owner' "$3" 2>/dev/null | sed -n 's/^run=//p')"; fi`;

export const tellOwners = (staging: string): ShellCommand =>
  script('owners', OWNERS, LOCK, STAGING, staging, STAGING_LABEL);
