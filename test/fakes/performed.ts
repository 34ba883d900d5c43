import { HostContext, type Ports } from '../../src/engine/context.ts';
import { perform } from '../../src/engine/perform.ts';
import type { Action, Outcome } from '../../src/model/action.ts';
import type { StemEvent } from '../../src/model/event.ts';
import { portsTo } from './playbook.ts';
import type { ToyDevice } from './toy-device.ts';

export interface Performance {
  readonly outcome: Outcome;
  /** The log of the device since. */
  readonly did: readonly string[];
  readonly shown: readonly string[];
}

/** Performs on a device that was seen before; gives the outcome, what was done and what was shown. */
export async function performed(
  action: Action,
  device: ToyDevice,
  { hasNoLog = false, ...more }: Partial<Ports> & { hasNoLog?: boolean } = {},
): Promise<Performance> {
  const events: StemEvent[] = [];
  const ports = portsTo(device, { watch: (event) => void events.push(event), ...more });
  const context = new HostContext({ name: 'web-1', site: '' }, {}, ports);
  await context.locate();
  const from = device.log.length;
  const outcome = await perform(action, { key: 'a', hasNoLog }, context);
  const shown = events.flatMap((event) =>
    event.kind === 'action.output'
      ? [event.text]
      : event.kind === 'action.progress'
        ? [`${String(event.bytes)} of ${String(event.totalBytes)}`]
        : [],
  );
  return { outcome, did: device.log.slice(from), shown };
}
