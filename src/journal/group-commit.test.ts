import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Writer } from './connection.ts';
import { groupCommit } from './group-commit.ts';

/** Notes what it is told; fails at the statement named `failAt`. */
function fakeWriter(failAt = ''): Writer & { readonly log: string[] } {
  const log: string[] = [];
  return {
    log,
    exec: (sql) => {
      log.push(sql);
      return sql === failAt ? Promise.reject(new Error(`${sql} failed`)) : Promise.resolve();
    },
    prepare: () => assert.fail('nothing is prepared here'),
    close: () => undefined,
  };
}

describe('commits in groups', () => {
  it('write what comes in one turn as one transaction, in its order', async () => {
    const writer = fakeWriter();
    const commits = groupCommit(writer);
    const results = await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        commits.transact(() => `${name}${String(writer.log.push(name))}`),
      ),
    );
    assert.deepEqual(writer.log, ['BEGIN IMMEDIATE', 'a', 'b', 'c', 'COMMIT']);
    assert.deepEqual(results, ['a2', 'b3', 'c4']);
  });

  it('say that something is written only after the commit', async () => {
    const writer = fakeWriter();
    await groupCommit(writer).transact(() => undefined);
    assert.equal(writer.log.at(-1), 'COMMIT');
  });

  it('put what comes meanwhile into the next transaction', async () => {
    const writer = fakeWriter();
    const commits = groupCommit(writer);
    let second: Promise<unknown> = Promise.resolve();
    await commits.transact(() => {
      second = commits.transact(() => writer.log.push('second'));
    });
    await second;
    assert.deepEqual(writer.log, [
      'BEGIN IMMEDIATE',
      'COMMIT',
      'BEGIN IMMEDIATE',
      'second',
      'COMMIT',
    ]);
  });

  it('bound one transaction', async () => {
    const writer = fakeWriter();
    const commits = groupCommit(writer);
    await Promise.all(Array.from({ length: 1001 }, () => commits.transact(() => undefined)));
    assert.equal(writer.log.filter((sql) => sql === 'COMMIT').length, 2);
  });

  it('have settled when nothing waits any more', async () => {
    const writer = fakeWriter();
    const commits = groupCommit(writer);
    await commits.settled();
    void commits.transact(() => undefined);
    await commits.settled();
    assert.equal(writer.log.at(-1), 'COMMIT');
  });
});

describe('a commit that fails', () => {
  for (const [failAt, log] of [
    ['BEGIN IMMEDIATE', ['BEGIN IMMEDIATE']],
    ['COMMIT', ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK']],
  ] as const)
    it(`fails everything of its group: ${failAt}`, async () => {
      const writer = fakeWriter(failAt);
      const commits = groupCommit(writer);
      const ends = await Promise.allSettled([1, 2].map((n) => commits.transact(() => n)));
      assert.deepEqual(
        ends.map(({ status }) => status),
        ['rejected', 'rejected'],
      );
      assert.deepEqual(writer.log, log);
    });

  it('rolls back what one statement broke, and goes on with the next group', async () => {
    const writer = fakeWriter();
    const commits = groupCommit(writer);
    const broken = commits.transact(() => {
      throw new Error('the disk is full');
    });
    const neighbour = commits.transact(() => 'written');
    await assert.rejects(broken, { message: 'the disk is full' });
    await assert.rejects(neighbour, { message: 'the disk is full' });
    assert.deepEqual(writer.log, ['BEGIN IMMEDIATE', 'ROLLBACK']);
    assert.equal(await commits.transact(() => 'later'), 'later');
  });
});
