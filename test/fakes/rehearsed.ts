import type { Ports } from '../../src/engine/context.ts';
import { migrateHost } from '../../src/engine/host.ts';
import type { StemEvent } from '../../src/model/event.ts';
import type { FakeDevice } from './fake-device.ts';
import { oldDevice, portsTo } from './playbook.ts';

export const eventsOf = ({ journal, runId }: Ports): Promise<readonly StemEvent[]> =>
  journal.read(runId);
export const commandsOf = async (ports: Ports): Promise<readonly (readonly [string, string])[]> =>
  (await eventsOf(ports)).flatMap((event) =>
    event.kind === 'action.started' ? [[event.task, event.text] as const] : [],
  );
export const systemsOf = async (ports: Ports): Promise<readonly string[]> =>
  (await eventsOf(ports)).flatMap((event) =>
    event.kind === 'host.seen' ? [event.where.system] : [],
  );
export const changedBy = async (ports: Ports): Promise<readonly string[]> =>
  (await eventsOf(ports)).flatMap((event) =>
    event.kind === 'task.ended' && event.end.kind === 'changed' ? [event.task] : [],
  );

/** The controller dies behind the n-th change. */
export async function broken(
  at: number,
  job: Parameters<typeof migrateHost>[0],
): Promise<readonly [FakeDevice, Ports]> {
  const device = oldDevice();
  const ports = portsTo(device);
  Object.assign(device, { cuts: [{ at, when: 'after' }], unplugAfterCut: true });
  await migrateHost(job, ports);
  Object.assign(device, { cuts: [], unplugAfterCut: false, isUnplugged: false });
  return [device, ports];
}
