import type { Controller, Fleet } from '../e2e/fleet.ts';

/** Cuts the power of the only device as soon as a task changes it, and switches it on again. */
export async function cutPowerIn(
  fleet: Fleet,
  controller: Controller,
  task: string,
): Promise<void> {
  await fleet.untilEvent(
    controller,
    (event) => event.kind === 'action.started' && event.task === task,
  );
  await fleet.device.kill();
  await fleet.device.start();
}
