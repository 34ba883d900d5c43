import { optional, whole } from '../../model/params.ts';

/** A boot with a forced fsck of a slow disk, and the dead-man timer's own time, lie well below. */
export const BOOT_MS = 900_000;

/** `stem_revive_seconds`: four hours are longer than a link of a site is down without anybody being called. */
export const REVIVE_SECONDS = optional(whole(600, 86_400), 14_400);
