import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isCollection, isNode, LineCounter, parseDocument } from 'yaml';
import { orderProblems, wantProblems } from '../../src/planning/make-plan.ts';
import { parsePlaybook } from '../../src/planning/playbook/parse-playbook.ts';
import { PHASES, type Playbook } from '../../src/planning/playbook/playbook.ts';
import type { LineOf } from '../../src/planning/playbook/reading.ts';
import { playbookFiles } from '../../src/cli/run/playbook-files.ts';
import { stepRegistry } from '../../src/steps/index.ts';
import { createTemplating } from '../../src/templating/templating.ts';

const MIGRATE = 'playbooks/migrate.yml';
const source = readFileSync(new URL(`../../${MIGRATE}`, import.meta.url), 'utf8');

function parse(text: string): Playbook {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const lineOf: LineOf = (path) => {
    const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    const start = isNode(node) || isCollection(node) ? node.range?.[0] : undefined;
    if (start === undefined) return undefined;
    const { line, col: column } = lineCounter.linePos(start);
    return { line, column };
  };
  const files = playbookFiles(MIGRATE);
  const templating = createTemplating();
  const context = { from: MIGRATE, steps: stepRegistry, templating, files, lineOf };
  return parsePlaybook(document.toJS(), context);
}

const [play] = parse(source).plays;
assert.ok(play !== undefined, 'it has a play');
const { tasks, serial, maxFailPercentage } = play;

describe('a playbook like the default one', () => {
  it('is refused without the second trial: at its turn the point of no return would be behind', () => {
    const without = tasks.filter(({ step }) => step.id !== 'restore/trial');
    const missing = / there must be restore\/trial$/;
    const [problem = '', ...others] = wantProblems(without);
    assert.match(problem, missing);
    assert.deepEqual(others, []);
  });
});

describe('the default playbook', () => {
  it('leads through the three phases', () => {
    assert.deepEqual(
      PHASES.map((name) => [
        name,
        tasks.filter(({ place }) => place === name).map(({ key }) => key),
      ]),
      [
        [
          'prepare',
          [
            ...['preflight/device', 'preflight/partitions', 'backup/place'],
            ...['backup/volumes-place', 'staging/lock', 'preflight/scratch', 'staging/swap-off'],
            ...['staging/fstab', 'staging/format', 'staging/mount', 'staging/own', 'staging/push'],
            ...['staging/unpack', 'staging/identity', 'boot/stage', 'boot/entry'],
            ...['boot/rehearse', 'backup/stop', 'backup/script', 'backup/paths', 'backup/volumes'],
            ...['boot/arm', 'boot/enter-environment'],
          ],
        ],
        [
          'install',
          [
            ...['install/confirm', 'install/take-the-lock-again'],
            'install/mount-the-staging-partition-again',
            'install/make-sure-that-the-staging-partition-is-this-run-s',
            'boot/spent',
            ...['backup/prove', 'backup/prove-volumes'],
            ...['boot/choose', 'boot/rehome', 'install/point-of-no-return', 'install/format'],
            ...['install/partition', 'install/write-images', 'install/verify-images'],
            'install/mount',
            ...['install/unpack', 'install/verify', 'install/configure'],
            ...[
              'install/mount-images',
              'install/config-json',
              'install/system-proxy',
              'install/state',
              'restore/volumes',
              'install/adapt',
            ],
            'boot/trial',
            'boot/enter-new',
          ],
        ],
        [
          'finish',
          [
            ...['finish/confirm', 'finish/lock', 'finish/mount', 'restore/paths'],
            ...['restore/script', 'restore/trial', 'finish/health', 'finish/boot-default'],
            ...['finish/grow', 'finish/supervisor', 'finish/volumes', 'finish/loader-trial'],
            ...['finish/loader', 'finish/drop-staging', 'finish/last-boot', 'finish/unlock'],
          ],
        ],
      ],
    );
  });
});

describe('the order of the default playbook', () => {
  it('keeps the order law and starts with one device', () => {
    assert.deepEqual([...orderProblems(tasks), ...wantProblems(tasks)], []);
    assert.deepEqual(serial, [1, { percent: 10 }, { percent: 25 }]);
    assert.equal(maxFailPercentage, 0);
  });

  it('uses every step but the generic ones', () => {
    const used = new Set(tasks.map(({ step }) => step.id));
    const unused = [...stepRegistry.keys()].filter((id) => !used.has(id));
    assert.deepEqual(
      unused.filter((id) => !id.startsWith('generic/')),
      [],
    );
  });
});

/** What a bundle of layout `balena` is installed by. */
const OF_AN_IMAGE = [
  ...['preflight/partitions', 'install/partition', 'install/write-images'],
  ...['install/verify-images', 'install/mount-images', 'install/config-json', 'install/state'],
  'restore/volumes',
  ...['install/adapt', 'finish/supervisor', 'finish/volumes', 'finish/loader-trial'],
  ...['finish/loader', 'finish/drop-staging', 'finish/last-boot'],
];

describe('a task of the default playbook', () => {
  it('is left out where the device has no vars for it', () => {
    const skipped = tasks.filter(({ when }) => when?.({}) === false).map(({ key }) => key);
    assert.deepEqual(
      skipped.filter((key) => !OF_AN_IMAGE.includes(key)),
      [
        ...['backup/place', 'backup/volumes-place', 'backup/stop', 'backup/script', 'backup/paths'],
        ...['backup/volumes', 'backup/prove', 'backup/prove-volumes'],
        ...['install/system-proxy', 'restore/paths', 'restore/script'],
        ...['finish/health', 'finish/grow'],
      ],
    );
    const grow = tasks.find(({ key }) => key === 'finish/grow');
    assert.deepEqual(
      [true, 'yes', false, 'no'].map((stem_grow) => grow?.when?.({ stem_grow })),
      [true, true, false, false],
    );
    const volumes = tasks.find(({ key }) => key === 'finish/volumes');
    assert.deepEqual(
      [undefined, 'yes', 'no', false].map((stem_compare_volumes) =>
        volumes?.when?.({
          os_layout: 'balena',
          ...(stem_compare_volumes !== undefined && { stem_compare_volumes }),
        }),
      ),
      [true, true, false, false],
    );
  });

  it('belongs to the layout of the bundle, or to all of them', () => {
    const left = (os_layout: string): readonly string[] =>
      tasks.filter(({ when }) => when?.({ os_layout }) === false).map(({ key }) => key);
    const only = (layout: string, other: string): readonly string[] =>
      left(other).filter((key) => !left(layout).includes(key));
    assert.deepEqual(only('balena', 'root'), OF_AN_IMAGE);
    assert.deepEqual(only('root', 'balena'), [
      ...['install/format', 'install/mount', 'install/unpack', 'install/verify'],
      ...['install/configure', 'restore/trial', 'finish/boot-default'],
    ]);
    assert.deepEqual(only('flash', 'root'), [
      ...['preflight/partitions', 'install/write-images', 'install/verify-images'],
    ]);
    assert.deepEqual(only('root', 'flash'), [
      ...['install/format', 'install/unpack', 'install/verify'],
    ]);
  });

  it('is refused with line and column where its step is misspelt', () => {
    const wrong = source.replace('stem.staging.swap_off', 'stem.staging.swapoff');
    const line = wrong.split('\n').findIndex((each) => each.includes('swapoff')) + 1;
    assert.throws(() => parse(wrong), {
      code: 'PLAYBOOK_INVALID',
      message:
        `${MIGRATE}:${String(line)}:32: there is no step stem.staging.swapoff. ` +
        'Did you mean "stem.staging.swap_off"?',
    });
  });
});
