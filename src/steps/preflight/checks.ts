import type { Check } from './check.ts';
import { CUSTOMER_CHECKS } from './checks/customer.ts';
import { DISK_CHECKS } from './checks/disk.ts';
import { GRUB_CHECKS } from './checks/grub.ts';
import { HARDWARE_CHECKS } from './checks/hardware.ts';
import { HEALTH_CHECKS } from './checks/health.ts';
import { NETWORK_CHECKS } from './checks/network.ts';
import { STATE_CHECKS } from './checks/state.ts';
import { SWAP_CHECKS } from './checks/swap.ts';
import { SYSTEM_CHECKS } from './checks/system.ts';

/** All 44, by their number. */
export const CHECKS: readonly Check[] = [
  ...SYSTEM_CHECKS,
  ...DISK_CHECKS,
  ...SWAP_CHECKS,
  ...GRUB_CHECKS,
  ...HEALTH_CHECKS,
  ...NETWORK_CHECKS,
  ...STATE_CHECKS,
  ...HARDWARE_CHECKS,
  ...CUSTOMER_CHECKS,
].toSorted((a, b) => (a.id < b.id ? -1 : 1));
