import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../src/model/json.ts';
import { ansibleInventory } from './ansible.ts';
import { iniInventory } from './ini-grammar.ts';
import { FILES_CASES } from './inventory-table-files.ts';
import { INI_INVENTORIES } from './inventory-table-ini.ts';
import { REFUSED_HERE, SCRIPT_CASES } from './inventory-table-scripts.ts';
import { YAML_INVENTORIES } from './inventory-table-yaml.ts';
import { runOurs } from './ours.ts';
import { pattern } from './pattern-grammar.ts';
import { PATTERNS } from './pattern-table.ts';
import { startSideBySide, type SideBySide } from './side-by-side.ts';
import { yamlInventory } from './yaml-grammar.ts';

const GENERATED = Number(process.env['STEM_RUNS'] ?? '60');
const SEED = Number(process.env['STEM_SEED'] ?? String(Date.now() % 1_000_000_000));

describe('by hand: we say what ansible-inventory says of', () => {
  let both: SideBySide;
  before(() => {
    both = startSideBySide();
  });
  after(() => {
    both.close();
  });

  it('INI that is easily read in another way', () => both.allSame('fleet.ini', INI_INVENTORIES));

  it('YAML and JSON that is easily read in another way', () =>
    both.allSame('fleet.yml', YAML_INVENTORIES));

  for (const each of [...FILES_CASES, ...SCRIPT_CASES])
    it(each.about, async () => {
      await both.sameFiles(each);
    });

  it('patterns', async () => {
    await both.same('fleet.ini', PATTERNS.inventory, PATTERNS.patterns);
  });

  for (const { about, files, sources, says } of REFUSED_HERE)
    it(`${about}: it goes on, and we refuse`, async () => {
      const cwd = both.folderWith(files, 'latin1');
      const named = sources.map((each) => join(cwd, each));
      const theirs = await both.ansible.ask({ sources: named, cwd, patterns: [] });
      assert.ok(!('error' in theirs), 'Ansible refuses it too: take it out of this table');
      const ours = await runOurs([...named.flatMap((each) => ['-i', each]), '--list'], cwd);
      assert.equal(ours.code, 65);
      assert.match(ours.error, says);
    });
});

describe('generated: we say what ansible-inventory says of', () => {
  let both: SideBySide;
  before(() => {
    both = startSideBySide();
  });
  after(() => {
    both.close();
  });

  const holds = async (
    t: TestContext,
    [name, inventory]: readonly [string, fc.Arbitrary<string>],
  ): Promise<void> => {
    t.diagnostic(`seed ${String(SEED)}: again with STEM_SEED=${String(SEED)}`);
    const counts = { same: 0, refused: 0 };
    const property = fc.asyncProperty(
      inventory,
      fc.array(pattern, { maxLength: 4 }),
      async (text, patterns) => {
        counts[await both.same(name, text, patterns)] += 1;
      },
    );
    await fc.assert(property, { seed: SEED, numRuns: GENERATED, includeErrorInReport: true });
    t.diagnostic(`${String(counts.same)} were read, ${String(counts.refused)} refused by both`);
    assert.ok(counts.same > counts.refused / 4, 'the grammar makes too few that are right');
  };

  it('INI inventories', (t) => holds(t, ['fleet.ini', iniInventory]));
  it('YAML inventories', (t) => holds(t, ['fleet.yml', yamlInventory]));
});

describe('the driver of Ansible', () => {
  let both: SideBySide;
  before(() => {
    both = startSideBySide();
  });
  after(() => {
    both.close();
  });

  it('agrees with the command itself', async () => {
    for (const [name, text = ''] of [
      ['a.ini', INI_INVENTORIES[0]],
      ['b.ini', INI_INVENTORIES.find((each) => each.includes('[fleet:children]'))],
      ['c.yml', YAML_INVENTORIES[0]],
      ['d.ini', 'h x\n'],
    ] as const) {
      const cwd = both.folderWith({ [name]: text }, 'utf8');
      const file = join(cwd, name);
      const answer = await both.ansible.ask({ sources: [file], cwd, patterns: [] });
      const list = await ansibleInventory(['-i', file, '--list'], cwd);
      if ('error' in answer) {
        assert.notEqual(list.code, 0);
        continue;
      }
      assert.deepEqual(JSON.parse(list.stdout) as Json, answer.list);
      const graph = await ansibleInventory(['-i', file, '--graph'], cwd);
      assert.equal(graph.stdout.trimEnd(), answer.graph);
    }
  });
});
