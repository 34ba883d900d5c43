import type { ShellCommand } from '../../model/command.ts';
import { ask } from './ask.ts';

/** Types of the host keys and not their text: the pinned key is compared by the transport, at every link. */
export const tellSshd = (): ShellCommand =>
  ask(
    'P30',
    `cat /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf |
  awk 'tolower($1) ~ /^(port|permitrootlogin|allowusers|allowgroups|denyusers|denygroups)$/ { print "config", $0 }'
cat /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf |
  awk 'tolower($1) == "subsystem" && $2 == "sftp" { print $3 }' | while read -r p
do if [ -x "$p" ] || [ "$p" = internal-sftp ]; then echo "sftp $p yes"; else echo "sftp $p no"; fi; done
for f in /etc/ssh/ssh_host_*_key.pub; do [ -r "$f" ] && echo "key $(cut -d' ' -f1 "$f")"; done
echo asked`,
  );
