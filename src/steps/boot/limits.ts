/** A boot with a forced fsck of a slow disk, and the dead-man timer's own time, lie well below. */
export const BOOT_MS = 900_000;
