import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COMMANDS } from '../commands.ts';
import { candidates } from './candidates.ts';

const asked: string[] = [];
const NAMES = {
  hosts: (inventories: readonly string[]): readonly string[] => {
    asked.push(inventories.join(' '));
    return ['all', 'berlin', 'ber-001', 'rome'];
  },
  runs: (): readonly string[] => ['2026-02', '2026-01'],
};
/** The words before the cursor, split at blanks. */
const of = (line: string): readonly string[] => {
  const found = candidates(line.split(' '), COMMANDS, NAMES);
  return found.kind === 'files' ? [':files'] : found.words;
};

describe('what a word may become', () => {
  it('is a command in the first place, and nothing behind one that is unknown', () => {
    assert.deepEqual(of('re'), ['resume', 'report']);
    assert.ok(of('').includes('apply') && of('').includes('--help'), of('').join(' '));
    assert.deepEqual(of('aply --'), []);
  });

  it('is an option of the command', () => {
    assert.deepEqual(of('apply --site'), ['--site-forks']);
    assert.deepEqual(of('ping --co'), ['--color']);
    assert.ok(of('apply -').includes('-l'), 'short ones too');
    assert.deepEqual(of('apply --live'), []);
  });

  it('is a value of an option: a choice, a host, a run, a file', () => {
    assert.deepEqual(of('report --format j'), ['json', 'junit']);
    assert.deepEqual(of('report --format=j'), ['--format=json', '--format=junit']);
    assert.deepEqual(of('apply --limit ber'), ['berlin', 'ber-001']);
    assert.deepEqual(of('apply -l r'), ['rome']);
    assert.deepEqual(of('apply -i '), [':files']);
    assert.deepEqual(of('apply --playbook=mi'), [':files']);
    assert.deepEqual(of('apply --forks '), []);
    assert.deepEqual(of('apply --nothing=x'), []);
  });

  it('is what stands in that place', () => {
    assert.deepEqual(of('resume 2026-0'), ['2026-02', '2026-01']);
    assert.deepEqual(of('log ro'), ['rome']);
    assert.deepEqual(of('log --failed --task x rome 2026-01'), ['2026-01']);
    assert.deepEqual(of('log rome 2026-01 '), []);
    assert.deepEqual(of('completion f'), ['fish']);
    assert.deepEqual(of('help app'), ['apply']);
    assert.deepEqual(of('bundle ver'), ['verify']);
    assert.deepEqual(of('exec all -- una'), [':files']);
  });

  it('is the last name of a pattern', () => {
    assert.deepEqual(of('ping rome:&ber'), ['rome:&berlin', 'rome:&ber-001']);
    assert.deepEqual(of('ping all,!ro'), ['all,!rome']);
  });

  it('is looked up in the inventory that the words name', () => {
    const inventoryOf = (line: string): string | undefined => {
      of(line);
      return asked.at(-1);
    };
    assert.equal(inventoryOf('ping -i a.ini b'), 'a.ini');
    assert.equal(inventoryOf('ping --inventory=b.ini b'), 'b.ini');
    assert.equal(inventoryOf('apply -ic.ini --limit b'), 'c.ini');
    assert.equal(inventoryOf('ping -i a.ini -ib.ini c'), 'a.ini b.ini');
    assert.equal(inventoryOf('ping b'), '');
  });
});
