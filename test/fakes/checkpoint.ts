import type { Sandbox } from './dash.ts';

/** A checkpoint without a file system: GRUB would see each file as it is, or as `seen` says. */
export function fakeCheckpoint(box: Sandbox, seen = 'cat "${3#cat }"'): void {
  box.fake('fsfreeze');
  box.fake('debugfs', seen);
}
