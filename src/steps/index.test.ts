import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stepRegistry } from './index.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const AREAS = ['backup', 'boot', 'finish', 'generic', 'install', 'restore', 'staging'];
/** Files beside steps that hold none, and those that make two steps of one. */
const NO_STEPS = [
  ...['backup/script-folder', 'boot/back-to-old', 'boot/environment-cmdline', 'boot/limits'],
  'boot/trial-files',
  ...['staging/held-bundle', 'finish/take'],
];
const TWINS = ['finish/confirm', 'finish/lock', 'finish/mount'];

/** A folder `shared` holds no steps. */
const filesOf = (area: string): readonly string[] =>
  readdirSync(`${HERE}${area}`)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `${area}/${name.replace(/\.ts$/, '')}`);

describe('the registry of steps', () => {
  it('has every step of every area, by the id that its file has', () => {
    const files = AREAS.flatMap(filesOf).filter((file) => !NO_STEPS.includes(file));
    assert.deepEqual(
      [...stepRegistry.keys()].sort(),
      [
        ...files,
        ...TWINS,
        ...['device', 'partitions', 'scratch'].map((name) => `preflight/${name}`),
      ].sort(),
    );
  });

  it('knows each by its own id and has no title twice in one area', () => {
    for (const [id, step] of stepRegistry) assert.equal(step.id, id);
    const steps = [...stepRegistry.values()];
    const titles = steps.map(({ id, title }) => `${id.split('/')[0] ?? ''}: ${title}`);
    assert.equal(new Set(titles).size, titles.length);
  });

  it('says of every step without an undo why it has none, and of every boot why it goes on', () => {
    for (const { id, rollback, keepGoing } of stepRegistry.values()) {
      if (rollback.kind !== 'undo') assert.notEqual(rollback.because, '', id);
      assert.equal(keepGoing !== undefined, id.startsWith('boot/enter-'), id);
    }
  });

  it('says of every boot where it leads, by a fact that an undo compares', () => {
    for (const step of stepRegistry.values()) {
      const { id, leadsTo } = step;
      assert.equal(leadsTo !== undefined, id.startsWith('boot/enter-'), id);
      if (leadsTo !== undefined) assert.ok('system' in step.facts(step.params({})), id);
    }
  });

  it('has one point of no return', () => {
    assert.deepEqual(
      [...stepRegistry.values()]
        .filter(({ rollback }) => rollback.kind === 'point-of-no-return')
        .map(({ id }) => id),
      ['install/point-of-no-return'],
    );
  });
});
