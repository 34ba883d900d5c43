import { count } from '../../report/words.ts';
import type { App } from '../app.ts';
import { usageError } from '../args.ts';

/** What is about to happen to how many devices, and what the operator said beforehand. */
export interface Confirmation {
  readonly hosts: number;
  readonly sites: number;
  /** `--confirm-hosts`. */
  readonly confirmed: number | undefined;
}

/**
 * Asks for the number of devices at a terminal; elsewhere `--confirm-hosts` must name it, but for a single device.
 * @throws StemError USAGE
 */
export async function confirmHosts(
  { hosts, sites, confirmed }: Confirmation,
  app: Pick<App, 'isInTerminal' | 'ask'>,
): Promise<void> {
  if (confirmed === hosts) return;
  if (confirmed !== undefined)
    throw usageError(
      `--confirm-hosts says ${count(confirmed, 'device')}, but ${String(hosts)} are selected`,
      'Look at the plan, then give the number of the devices that you mean.',
    );
  if (!app.isInTerminal) {
    if (hosts === 1) return;
    throw usageError(
      `${count(hosts, 'device')} are selected, and nobody is at a terminal to confirm it`,
      `Look at the plan, then say --confirm-hosts ${String(hosts)}.`,
    );
  }
  const where = sites > 1 ? ` at ${count(sites, 'site')}` : '';
  const answer = await app.ask(
    `This replaces the operating system of ${count(hosts, 'device')}${where}. ` +
      `Type ${String(hosts)} to go on: `,
  );
  if (answer.trim() !== String(hosts))
    throw usageError(
      'it was not confirmed; nothing was done',
      'Run `plan` to see what it would do.',
    );
}
