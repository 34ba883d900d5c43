import type { ShellCommand } from '../../model/command.ts';
import { ask } from './ask.ts';

/**
 * Types of the host keys and not their text: the pinned key is compared by the transport, at every link. And whether
 * root or the login user may log in by a key: only those come along.
 */
export const tellSshd = (loginUser: string): ShellCommand =>
  ask(
    'P30',
    `cat /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf | awk '
tolower($1) ~ /^(port|permitrootlogin|allowusers|allowgroups|denyusers|denygroups)$/ { print "config", $0 }
tolower($1) == "subsystem" && $2 == "sftp" { print "sftp", $3 }' | while read -r key value; do
  if [ "$key" = config ]; then echo "config $value"
  elif [ -x "$value" ] || [ "$value" = internal-sftp ]; then echo "sftp $value yes"
  else echo "sftp $value no"; fi
done
for f in /etc/ssh/ssh_host_*_key.pub; do r "$f" && echo "key \${v%% *}"; done
login=no
for u in root "$1"; do
  h=$(awk -F: -v u="$u" '$1 == u { print $6 }' /etc/passwd)
  if grep -qsE '^[[:space:]]*[^#[:space:]]' "$h/.ssh/authorized_keys"; then login=yes; fi
done
echo "login $login"
echo asked`,
    loginUser,
  );
