import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readVolumes } from './backup-volumes.ts';

const item = (more: object): object => ({ source: '/srv/app', ...more });
const read = (items: readonly unknown[], names: readonly string[] | null = ['data']) =>
  readVolumes([{ volume: 'data', items }], names === null ? null : { names, from: 'stem_volumes' });
const problemsOf = (items: readonly unknown[]): readonly string[] => read(items).problems;

describe('the list of volumes', () => {
  it('is read with and without the word item', () => {
    const plain = read([item({ target: 'sub/', filter: String.raw`\.db$` })]);
    assert.deepEqual(plain, {
      items: [
        {
          ...{ volume: 'data', source: '/srv/app', folder: 'data/sub', file: 'data/sub' },
          filter: String.raw`\.db$`,
        },
      ],
      problems: [],
    });
    const given = { target: 'sub/', filter: String.raw`\.db$` };
    assert.deepEqual(read([{ item: item(given) }]), plain);
    // As YAML reads it where the keys are not indented below `item:`.
    assert.deepEqual(read([{ item: null, ...item(given) }]), plain);
  });

  it('puts a folder into the volume itself, and a file by its name', () => {
    assert.deepEqual(
      read([item({ source: '/srv/app/' })]).items.map(({ folder, file }) => [folder, file]),
      [['data', 'data/app']],
    );
  });

  it('names the volumes that the release does not have, and asks for its list', () => {
    assert.deepEqual(read([item({})], ['other']).problems, [
      'data: the release has no such volume; by stem_volumes it has other',
    ]);
    assert.deepEqual(read([item({})], []).problems, [
      'data: the release has no such volume; by stem_volumes it has none',
    ]);
    assert.match(read([item({})], null).problems.join(), /^stem_volumes is missing/);
  });
});

describe('a list of volumes that is wrong', () => {
  it('is told of all at once', () => {
    assert.deepEqual(
      problemsOf([
        ...[1, item({ source: 'srv' }), item({ source: '/srv/../etc' }), item({ source: '/' })],
        ...[item({ target: '../x' }), item({ filter: '(?i)x' }), item({ filters: 'x' })],
      ]).map((problem) => problem.replace(/:.*?(must be|has|is unknown).*/, ': $1')),
      [
        'item 1 of volume data: must be',
        'item 2 of volume data: must be',
        'item 3 of volume data: must be',
        'item 4 of volume data: must be',
        'item 5 of volume data: must be',
        'item 6 of volume data: has',
        'item 7 of volume data: is unknown',
      ],
    );
    for (const wrong of [[], 'x', null])
      assert.deepEqual(readVolumes(wrong, null).problems, [
        'stem_backup_volumes must be a list of volumes',
      ]);
    assert.deepEqual(
      readVolumes(
        [{ volume: '-x' }, { volume: 'data' }, { volume: 'data', items: [item({})], x: 1 }],
        { names: ['data'], from: 'stem_volumes' },
      ).problems,
      [
        'volume 1 of stem_backup_volumes has no name that a volume can have',
        'volume data has no items',
        'volume data has x: unknown',
      ],
    );
  });
});
