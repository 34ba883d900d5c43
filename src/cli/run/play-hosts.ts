import { withPlay } from '../../model/fleet.ts';
import { cutBatches } from '../../planning/make-plan.ts';
import { resolveSerial, type SerialSize } from '../../planning/playbook/serial.ts';
import type { PlayTargets } from './plays.ts';

/** Lets templates read who is in the play and in the batch. `sizes` is what the command line says of batches. */
export const knowingPlay =
  (sizes: readonly SerialSize[] | null) =>
  ({ play, targets }: PlayTargets): PlayTargets => {
    const serial = resolveSerial(sizes ?? play.serial, targets.length);
    const hosts = targets.map(({ host }) => host.name);
    const batches = cutBatches(
      targets.map(({ host }) => host),
      serial,
    );
    const batchOf = new Map(
      batches
        .map((batch) => batch.map(({ name }) => name))
        .flatMap((batch) => batch.map((name) => [name, batch] as const)),
    );
    return {
      play,
      targets: targets.map((target) => ({
        ...target,
        vars: withPlay(target.vars, { hosts, batch: batchOf.get(target.host.name) ?? [] }),
      })),
    };
  };
