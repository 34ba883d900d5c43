import type { Device } from '../../../vagrant/machines/device.ts';
import { withGdbStub, type GdbStub } from './gdb-stub.ts';

/** GDB's numbers of the registers of x86-64: its order is rax to r15, then these. */
const RIP = '10';
const EFLAGS = '11';
const INTERRUPTS = 0x200;
/** `jmp .`, two bytes. */
const FOREVER = 'ebfe';

/**
 * A kernel that hangs hard: every processor takes no interrupts any more and jumps to where it is. Nothing of the guest runs,
 * its own watchdogs in software included; the machine's devices go on.
 */
export const hangHard = (device: Device): Promise<void> => withGdbStub(device.dir, hangProcessors);

/** The same through a stub that is open. */
export async function hangProcessors(stub: GdbStub): Promise<void> {
  for (const thread of await threadsOf(stub)) {
    await stub.ask(`Hg${thread}`);
    const eflags = littleEndian(await stub.ask(`p${EFLAGS}`));
    await stub.ask(`P${EFLAGS}=${asLittleEndian(eflags & ~INTERRUPTS)}`);
    const rip = reversed((await stub.ask(`p${RIP}`)).slice(0, 16));
    await stub.ask(`M${rip.replace(/^0+(?=.)/, '')},2:${FOREVER}`);
  }
}

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
