import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { fileTask, result, ToyDevice } from '../../test/fakes/toy-device.ts';
import { render } from '../model/command.ts';
import { tellDiskIdentity } from '../commands/disk-identity.ts';
import type { Connector } from '../model/session.ts';
import type { Vars } from '../model/params.ts';
import { HostContext } from './context.ts';
import { surveyHost, type Survey } from './survey.ts';

const surveyed = (device: Connector, vars: Vars = {}): Promise<Survey> =>
  surveyHost(
    [fileTask('/a'), fileTask('/b')],
    new HostContext({ name: 'web-1', site: '' }, vars, portsTo(device)),
  );

describe('a survey of a device', () => {
  it('says who it is, where it is and what would be done, and changes nothing', async () => {
    const device = new ToyDevice();
    device.files.set('/b', 'new');
    device.answers.set(render(tellDiskIdentity('/dev/sda')), () =>
      result('sectors 9\nserial A1\nsignature 1d2c0b00\n'),
    );
    const survey = await surveyed(device);
    assert.deepEqual(survey.disk, { sectors: '9', serial: 'A1', signature: '1d2c0b00' });
    assert.equal(survey.system, 'old');
    assert.equal(survey.hostKey, null);
    assert.deepEqual(
      survey.tasks.map(({ task, verdict, basis }) => [task, verdict.kind, basis.facts]),
      [
        ['/a', 'needed', { 'file /a': null }],
        ['/b', 'satisfied', { 'file /b': 'new' }],
      ],
    );
    assert.deepEqual(device.changes(), []);
  });

  it('asks about the disk of the vars, and has the key that the connection saw', async () => {
    const device = new ToyDevice();
    device.answers.set(render(tellDiskIdentity('/dev/vda')), () => result('sectors 7\n'));
    const seen: Connector = {
      connect: async () => ({ ...(await device.connect()), hostKey: 'ssh-ed25519 SHA256:abc' }),
    };
    const survey = await surveyed(seen, { stem_disk: '/dev/vda' });
    assert.equal(survey.disk.sectors, '7');
    assert.equal(survey.hostKey, 'ssh-ed25519 SHA256:abc');
  });
});
