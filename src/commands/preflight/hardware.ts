import type { ShellCommand } from '../../model/command.ts';
import { ask } from './ask.ts';

/** Storage (class 01) and network (class 02) controllers from /sys: lspci is not on every device. */
export const tellHardware = (): ShellCommand =>
  ask(
    'P34',
    `for f in sys_vendor product_name bios_version; do r "/sys/class/dmi/id/$f"; echo "$f $v"; done
for p in /sys/bus/pci/devices/*; do
  r "$p/class"; class=$v
  case $class in
    0x01*|0x02*) r "$p/vendor"; id=$v; r "$p/device"
      driver=$(readlink -f "$p/driver")
      echo "pci \${p##*/} $class $id:$v \${driver##*/}" ;;
  esac
done
echo asked`,
  );

export const tellPower = (): ShellCommand =>
  ask(
    'P41',
    `for s in /sys/class/power_supply/*; do
  if r "$s/type"; then line="supply $v"; r "$s/online"; line="$line $v"; r "$s/status"; echo "$line $v"; fi
done
if command -v on_ac_power >/dev/null; then on_ac_power; echo "onac $?"; fi
echo asked`,
  );

export const tellKexec = (): ShellCommand =>
  ask(
    'P43',
    `if command -v kexec >/dev/null; then echo 'kexec yes'; fi
echo "secure $(dmesg | grep -i -m 1 'secure boot')"
echo asked`,
  );
