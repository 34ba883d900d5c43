import type { ShellCommand } from '../../model/command.ts';
import { ask } from './ask.ts';

/** Storage (class 01) and network (class 02) controllers from /sys: lspci is not on every device. */
export const tellHardware = (): ShellCommand =>
  ask(
    'P34',
    `for f in sys_vendor product_name bios_version; do echo "$f $(cat "/sys/class/dmi/id/$f")"; done
for p in /sys/bus/pci/devices/*; do
  [ -e "$p/class" ] || continue
  case $(cat "$p/class") in
    0x01*|0x02*) driver=$(readlink -f "$p/driver")
      echo "pci \${p##*/} $(cat "$p/class") $(cat "$p/vendor"):$(cat "$p/device") \${driver##*/}" ;;
  esac
done
echo asked`,
  );

export const tellPower = (): ShellCommand =>
  ask(
    'P41',
    `for s in /sys/class/power_supply/*; do
  [ -e "$s/type" ] && echo "supply $(cat "$s/type") $(cat "$s/online" "$s/status" | tr '\\n' ' ')"
done
if command -v on_ac_power >/dev/null; then on_ac_power; echo "onac $?"; fi
echo asked`,
  );

export const tellKexec = (): ShellCommand =>
  ask(
    'P43',
    `command -v kexec | k kexec
dmesg | grep -i 'secure boot' | head -n 1 | cut -c1-200 | k secure
echo asked`,
  );
