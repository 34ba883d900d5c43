import {
  tellCpu,
  tellFirmware,
  tellMissingTools,
  tellOs,
  tellRoot,
  tellVirtualization,
} from '../../commands/preflight/system.ts';
import { numberIn, preflightFact } from './keyed.ts';

/** Answer: `uid 0`, `through pilot` (empty without sudo). */
export const rootRight = preflightFact('P01', tellRoot(), ({ first }) => ({
  uid: numberIn(first('uid')),
  through: first('through'),
}));

/** Answer: `id ubuntu`, `version "14.04"`, `init init`, `exe /sbin/init`, `upstart init (upstart 1.12.1)`. */
export const os = preflightFact('P02', tellOs(), ({ first }) => ({
  id: unquoted(first('id')),
  version: unquoted(first('version')),
  init: first('init'),
  exe: first('exe'),
  upstart: first('upstart'),
}));

/** Answer: `machine x86_64`, `bits 64`, `long yes`. */
export const cpu = preflightFact('P03', tellCpu(), ({ first }) => ({
  machine: first('machine'),
  bits: numberIn(first('bits')),
  isLongMode: first('long') === 'yes',
}));

/** Answer: a line `missing cpio` for each, then `asked 70`. */
export const tools = preflightFact('P04', tellMissingTools(), ({ all, first }) => ({
  asked: numberIn(first('asked')),
  missing: all('missing'),
}));

/** Answer: `firmware bios` or `firmware uefi`. */
export const firmware = preflightFact('P05', tellFirmware(), ({ first }) => first('firmware'));

/** Answer: `container no`, `hypervisor yes`. */
export const virtualization = preflightFact('P44', tellVirtualization(), ({ first, has }) => ({
  isContainer: first('container') === 'yes',
  isVirtual: first('hypervisor') === 'yes',
  isKnown: has('container'),
}));

const unquoted = (text: string | null): string => (text ?? '').replace(/^["']|["']$/g, '');
