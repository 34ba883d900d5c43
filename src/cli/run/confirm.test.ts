import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { confirmHosts } from './confirm.ts';

const at = (answer: string | null): Parameters<typeof confirmHosts>[1] & { asked: string[] } => {
  const asked: string[] = [];
  return {
    asked,
    isInTerminal: answer !== null,
    ask: (question) => {
      asked.push(question);
      return Promise.resolve(answer ?? '');
    },
  };
};

const of = (
  hosts: number,
  more: Partial<Parameters<typeof confirmHosts>[0]>,
): Parameters<typeof confirmHosts>[0] => ({
  ...{ hosts, sites: 1, ladder: 'in batches', confirmed: undefined },
  ...{ isYes: false, isReplaced: true },
  ...more,
});

describe('confirming a run', () => {
  it('asks at a terminal for the number of devices', async () => {
    const app = at('37');
    await confirmHosts(of(37, { sites: 3 }), app);
    assert.deepEqual(app.asked, [
      'in batches\nThis replaces the operating system of 37 devices at 3 sites. Type 37 to continue: ',
    ]);
    const other = confirmHosts(of(37, { sites: 1 }), at('yes'));
    await assert.rejects(other, {
      code: 'USAGE',
      message: 'it was not confirmed; nothing was done',
    });
  });

  it('needs the number beforehand where nobody is there', async () => {
    await assert.rejects(confirmHosts(of(2, { sites: 1 }), at(null)), {
      code: 'USAGE',
      message: '2 devices are selected, and nobody is at a terminal to confirm it',
      hint: 'Look at the plan, then say --confirm-hosts 2.',
    });
    await confirmHosts(of(2, { sites: 1, confirmed: 2 }), at(null));
    await confirmHosts(of(1, { sites: 1 }), at(null));
  });

  it('says what a playbook without a point of no return does', async () => {
    const app = at('2');
    await confirmHosts(of(2, { isReplaced: false }), app);
    assert.deepEqual(app.asked, [
      'in batches\nThis runs the playbook on 2 devices. Type 2 to continue: ',
    ]);
  });

  it('asks nothing at a terminal after --yes, which is not enough where nobody is there', async () => {
    const app = at('no');
    await confirmHosts(of(37, { isYes: true }), app);
    assert.deepEqual(app.asked, []);
    await assert.rejects(confirmHosts(of(37, { isYes: true }), at(null)), {
      code: 'USAGE',
      message:
        '37 devices are selected, and nobody is at a terminal to confirm it; --yes does not say how many',
      hint: 'Look at the plan, then say --confirm-hosts 37.',
    });
    await confirmHosts(of(37, { isYes: true, confirmed: 37 }), at(null));
  });

  it('refuses another number, also at a terminal', async () => {
    await assert.rejects(confirmHosts(of(2, { sites: 1, confirmed: 1 }), at('2')), {
      code: 'USAGE',
      message: '--confirm-hosts says 1 device, but 2 are selected',
    });
  });
});
