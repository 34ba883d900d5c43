import assert from 'node:assert/strict';
import { it } from 'node:test';

import type { PlannedTask } from '../../src/engine/dry-run.ts';
import { needed } from '../../src/model/step.ts';
import { fileTask } from '../fakes/toy-device.ts';
import { pointsOfPlan } from './seedling.ts';

const planned = (task: string, ...actions: readonly string[]): PlannedTask => ({
  ...{ task, actions, verdict: needed('it is a toy') },
  ...{ dependsOn: [], findings: [], picture: [], diff: null, uploadBytes: 0 },
  basis: { facts: {}, params: null },
});

it('the points of a plan are its actions: what each does, in which system, on which side of no return', () => {
  const because = 'a toy';
  const tasks = [
    fileTask('/old', { on: 'old' }),
    fileTask('/any'),
    fileTask('/no', { on: 'environment', rollback: { kind: 'point-of-no-return', because } }),
    fileTask('/new', { on: 'new' }),
  ];
  const points = pointsOfPlan(
    [
      planned('/old', 'sync', 'write /a (600): "x"', 'reboot into the environment system', 'sync'),
      planned('/any[1]', 'job /run/j: tar', 'reconnect'),
      planned('/no', 'uploads'),
      planned('/new', 'upload a to b (3 bytes)'),
    ],
    tasks,
  );
  assert.deepEqual(
    points.map(({ task, index, does, system, hasCrossed }) =>
      [task, index, does, system, hasCrossed].join(' '),
    ),
    [
      '/old 0 run old false',
      '/old 1 write old false',
      '/old 2 reboot old false',
      '/old 3 run old false',
      '/any[1] 0 job old false',
      '/any[1] 1 reconnect old false',
      '/no 0 run environment true',
      '/new 0 upload new true',
    ],
  );
  // Two of a task that are alike are told apart by their numbers alone.
  assert.deepEqual(
    points.slice(0, 4).map(({ text }) => text),
    [null, 'write /a (600): "x"', 'reboot into the environment system', null],
  );
  assert.ok(
    points.every(({ tookMs }) => tookMs > 0),
    'a fault strikes while it is under way',
  );
});
