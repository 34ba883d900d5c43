import { setTimeout as sleep } from 'node:timers/promises';

import type { Device } from '../../../vagrant/machines/device.ts';
import { withGdbStub, type GdbStub } from './gdb-stub.ts';

/** GDB's numbers of the registers of x86-64: its order is rax to r15, then these. */
const RIP = '10';
const EFLAGS = '11';
const INTERRUPTS = 0x200;
/** `jmp .`, two bytes. */
const FOREVER = 'ebfe';
/** In some tries the processor went on all the same. */
const MOST_TRIES = 5;
const STANDS_MS = 3000;

/**
 * A kernel that hangs hard: every processor takes no interrupts any more and jumps to where it is. Nothing of the guest runs,
 * its own watchdogs in software included; the machine's devices go on.
 */
export async function hangHard({ dir, name }: Pick<Device, 'dir' | 'name'>): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const places = await withGdbStub(dir, hangProcessors).catch(nothing);
    await sleep(STANDS_MS);
    const now = await withGdbStub(dir, placesOf).catch(nothing);
    if (places !== null && places.join() === now?.join()) return;
  }
  throw new Error(`the kernel of ${name} can't be made to hang`);
}

/** QEMU hangs up now and then, before it has done anything. */
const nothing = (): null => null;

/** The same through a stub that is open, once. @returns where each processor jumps to itself */
export async function hangProcessors(stub: GdbStub): Promise<readonly string[]> {
  const places: string[] = [];
  for (const thread of await threadsOf(stub)) {
    await stub.ask(`Hg${thread}`);
    const eflags = littleEndian(await stub.ask(`p${EFLAGS}`));
    await stub.ask(`P${EFLAGS}=${asLittleEndian(eflags & ~INTERRUPTS)}`);
    const rip = await place(stub);
    await stub.ask(`M${rip},2:${FOREVER}`);
    places.push(rip);
  }
  return places;
}

async function placesOf(stub: GdbStub): Promise<readonly string[]> {
  const places: string[] = [];
  for (const thread of await threadsOf(stub)) {
    await stub.ask(`Hg${thread}`);
    places.push(await place(stub));
  }
  return places;
}

const place = async (stub: GdbStub): Promise<string> =>
  reversed((await stub.ask(`p${RIP}`)).slice(0, 16)).replace(/^0+(?=.)/, '');

async function threadsOf(stub: GdbStub): Promise<readonly string[]> {
  const threads: string[] = [];
  for (let answer = await stub.ask('qfThreadInfo'); answer.startsWith('m');) {
    threads.push(...answer.slice(1).split(','));
    answer = await stub.ask('qsThreadInfo');
  }
  if (threads.length === 0) throw new Error('the stub knows of no processor');
  return threads;
}

/** The bytes of a hex text in the other order. */
const reversed = (hex: string): string => (hex.match(/../g) ?? []).reverse().join('');

const littleEndian = (hex: string): number => Number.parseInt(reversed(hex.slice(0, 8)), 16);

const asLittleEndian = (value: number): string =>
  reversed((value >>> 0).toString(16).padStart(8, '0'));
