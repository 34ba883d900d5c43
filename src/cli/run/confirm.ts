import { count } from '../../report/words.ts';
import type { App } from '../app.ts';
import { usageError } from '../args.ts';

/** What is about to happen to how many devices, and what the operator said beforehand. */
export interface Confirmation {
  readonly hosts: number;
  readonly sites: number;
  /** How many of which site, and the batches: read before one answers. */
  readonly ladder: string;
  /** `--confirm-hosts`. */
  readonly confirmed: number | undefined;
  /** `--yes`: at a terminal nobody is asked. Without one it is not enough. */
  readonly isYes: boolean;
  /** The playbook has a point of no return: the old system goes. */
  readonly isReplaced: boolean;
}

/**
 * Asks for the number of devices at a terminal; elsewhere `--confirm-hosts` must name it, but for a single device.
 * @throws StemError USAGE
 */
export async function confirmHosts(
  { hosts, sites, ladder, confirmed, isYes, isReplaced }: Confirmation,
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
      `${count(hosts, 'device')} are selected, and nobody is at a terminal to confirm it` +
        (isYes ? '; --yes does not say how many' : ''),
      `Look at the plan, then say --confirm-hosts ${String(hosts)}.`,
    );
  }
  if (isYes) return;
  const where = sites > 1 ? ` at ${count(sites, 'site')}` : '';
  const answer = await app.ask(
    `${ladder}\nThis ${isReplaced ? 'replaces the operating system of' : 'runs the playbook on'} ` +
      `${count(hosts, 'device')}${where}. Type ${String(hosts)} to continue: `,
  );
  if (answer.trim() !== String(hosts))
    throw usageError(
      'it was not confirmed; nothing was done',
      'Run `plan` to see what it would do.',
    );
}
