import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { before, describe, it } from 'node:test';
import { pack } from 'tar-stream';
import { compareVolumes } from '../../src/commands/compare-volumes.ts';
import { fillVolumes } from '../../src/commands/fill-volumes.ts';
import { archiveVolumes } from '../../src/commands/volumes.ts';
import { sh } from '../../src/model/command.ts';
import { BACKUP, NEW_DATA } from '../../src/model/paths.ts';
import { buildMoby, type Moby } from '../../vagrant/images/moby.ts';
import { Sandbox, type Ended } from '../fakes/dash.ts';
import { MobyEngine } from '../fakes/moby-engine.ts';

const LIMIT = { timeout: 300_000 };
/** The first time packages are fetched. */
const BUILD_LIMIT = { timeout: 45 * 60_000 };

const APP = 1406;
const NAME = `${String(APP)}_data`;
const DOCKER = `${NEW_DATA}/docker`;
const VOLUMES = `${DOCKER}/volumes`;
const DATA = `${VOLUMES}/${NAME}/_data`;
const METADATA = `${VOLUMES}/metadata.db`;
const LABEL = 'io.balena.supervised=true';
const LABELS = { 'io.balena.supervised': 'true' };
const THEN = '1600000000';

/** With the folders on the way to them; the owner is 1000 everywhere. */
const FILES = { '/srv/app/a db': 'a', '/srv/app/deep/b': 'b' };
const SEEN = `. 1000:1000 750 ${THEN}
./a db 1000:1000 640 ${THEN}
./deep 1000:1000 750 ${THEN}
./deep/b 1000:1000 640 ${THEN}`;

let moby: Moby;
before(async () => {
  moby = await buildMoby((line) => process.stderr.write(`${line}\n`));
}, BUILD_LIMIT);

function run(file: string, args: readonly string[], input?: Uint8Array): string {
  const { status, stdout, stderr } = spawnSync(file, args, { input, encoding: 'latin1' });
  assert.equal(status, 0, `${file}: ${stderr}`);
  return stdout;
}

/** Our archive of what the old system had. */
function backedUp(box: Sandbox): void {
  box.putAll(FILES);
  const source = box.at('/srv/app');
  run('chmod', ['-R', 'u=rwX,g=rX,o=', source]);
  run('chown', ['-R', '1000:1000', source]);
  run('find', [source, '-exec', 'touch', '-d', `@${THEN}`, '{}', '+']);
  mkdirSync(box.at(BACKUP), { recursive: true });
  const item = { volume: 'data', source, folder: 'data', file: 'data/file', filter: '' };
  box.prints(archiveVolumes([item], APP));
}

type Use = (engine: MobyEngine, box: Sandbox) => Promise<void>;

/** An engine on the data partition that was filled. However a test ends, nothing of it runs afterwards. */
const withEngine = (use: Use, prepare: (box: Sandbox) => void = () => undefined): Promise<void> =>
  inSandbox(async (box) => {
    backedUp(box);
    box.prints(fillVolumes(APP));
    prepare(box);
    await started(box, use);
  });

async function inSandbox(use: (box: Sandbox) => Promise<void>): Promise<void> {
  const box = new Sandbox();
  try {
    await use(box);
  } finally {
    box.remove();
  }
}

async function started(box: Sandbox, use: Use): Promise<void> {
  const engine = new MobyEngine(moby, box.at(DOCKER), box.at('/engine'));
  try {
    await engine.start();
    await use(engine, box);
  } finally {
    await engine.stop();
  }
}

const labelsAndOptions = async (engine: MobyEngine): Promise<unknown> => {
  const format = '[{{json .Labels}}, {{json .Options}}]';
  return JSON.parse(await engine.docker('volume', 'inspect', '-f', format, NAME));
};

/** An image of busybox alone, with a file of its own where the volume goes. */
async function importImage(engine: MobyEngine, box: Sandbox): Promise<void> {
  box.put('/image/data/of the image', 'image');
  mkdirSync(box.at('/image/bin'));
  copyFileSync(join(moby.programs, 'busybox'), box.at('/image/bin/busybox'));
  run('tar', ['-cf', box.at('/image.tar'), '-C', box.at('/image'), '.']);
  await engine.docker('import', box.at('/image.tar'), 'stem:1');
}

const inContainer = (engine: MobyEngine, volume: string, script: string): Promise<string> =>
  engine.docker(
    ...['run', '--rm', '--network', 'none', '-v', `${volume}:/data`, '-w', '/data', 'stem:1'],
    ...['/bin/busybox', 'sh', '-c', `alias b=/bin/busybox\n${script}`],
  );
const LIST = `b find . -exec /bin/busybox stat -c '%n %u:%g %a %Y' {} + | b sort`;

/** tar puts it there and finds it, as the programs for it are not everywhere. */
const ATTRIBUTES = ['--xattrs', '--xattrs-include=*'];
async function putWithAttribute(box: Sandbox): Promise<void> {
  const archive = pack();
  archive.entry({ name: 'noted', pax: { 'SCHILY.xattr.user.note': 'kept' } }, 'x');
  archive.finalize();
  run('tar', [...ATTRIBUTES, '-xf', '-', '-C', box.at(DATA)], await buffer(archive));
}
const attributeOf = (box: Sandbox): string | undefined => {
  const archive = run('tar', [...ATTRIBUTES, '--format=pax', '-cC', box.at(DATA), 'noted']);
  return /SCHILY\.xattr\.user\.note=(.*)/.exec(archive)?.[1];
};

/** Our comparison with the real engine: only the paths are those of the sandbox. */
function compared(box: Sandbox, engine: MobyEngine): Ended {
  const env = Object.entries(engine.env).map(([name, value]) => `${name}='${value}'`);
  box.fake('balena-engine', `exec env ${env.join(' ')} docker "$@"`);
  box.put('/proc/uptime', '1000.07 3.00\n');
  const made = compareVolumes(1);
  assert.ok(made.kind === 'simple', 'it is one command');
  return box.run(sh(...made.words.map((word) => word.replace('/mnt/data', '/run/data'))));
}

describe('a volume that was filled before the engine ran', () => {
  it('is one for the engine, and stays as it is when a supervisor creates it', LIMIT, () =>
    withEngine(async (engine, box) => {
      assert.equal(await engine.docker('volume', 'ls', '-q'), NAME);
      assert.deepEqual(await labelsAndOptions(engine), [null, null]);
      assert.equal(await engine.docker('volume', 'create', '--label', LABEL, NAME), NAME);
      assert.deepEqual(await labelsAndOptions(engine), [null, null]);
      assert.equal(box.text(`${DATA}/a db`), 'a');
    }),
  );

  it(
    'is what a container sees, with owners, modes and times, and nothing of its image',
    LIMIT,
    () =>
      withEngine(async (engine, box) => {
        await importImage(engine, box);
        assert.equal(await inContainer(engine, NAME, LIST), SEEN);
        await inContainer(engine, NAME, `echo written >>'a db'`);
        assert.equal(box.text(`${DATA}/a db`), 'awritten\n');
        // One with nothing in it does get what the image has.
        await engine.docker('volume', 'create', 'other');
        assert.match(await inContainer(engine, 'other', LIST), /^\.\/of the image /m);
      }),
  );

  it('keeps the attributes of its files', LIMIT, () =>
    withEngine(async (engine, box) => {
      await importImage(engine, box);
      await putWithAttribute(box);
      assert.equal(await inContainer(engine, NAME, 'b cat noted'), 'x');
      assert.equal(attributeOf(box), 'kept');
    }),
  );

  it('is still there when the engine starts again', LIMIT, () =>
    withEngine(async (engine, box) => {
      await importImage(engine, box);
      await inContainer(engine, NAME, 'echo new >new');
      await engine.stop();
      await engine.start();
      assert.equal(await engine.docker('volume', 'ls', '-q'), NAME);
      assert.equal(await inContainer(engine, NAME, `b cat 'a db' deep/b new`), 'abnew');
    }),
  );

  it('is what was backed up, for our comparison, until a file is another one', LIMIT, () =>
    withEngine((engine, box) => {
      const all = '2 of 2 files are as they were backed up, 0 changed since, 0 gone\n';
      assert.deepEqual(compared(box, engine), { exitCode: 0, stdout: all, stderr: '' });
      writeFileSync(box.at(`${DATA}/deep/b`), 'c');
      run('touch', ['-d', `@${THEN}`, box.at(`${DATA}/deep/b`)]);
      const { exitCode, stderr } = compared(box, engine);
      const other = `another content than was backed up, and the same time: ${DATA}/deep/b\n`;
      assert.deepEqual([exitCode, stderr], [1, `${other}1 files are others than were backed up\n`]);
      return Promise.resolve();
    }),
  );
});

/** Supervisors before 12.4.6 know volumes by their label alone: they inspect one, create none, and start nothing that wants it. */
describe('the labels of a volume that was filled before the engine ran', () => {
  it('are those of the first one who creates it, if nobody inspected it before', LIMIT, () =>
    withEngine(async (engine) => {
      await engine.docker('volume', 'create', '--driver', 'local', '--label', LABEL, NAME);
      assert.deepEqual(await labelsAndOptions(engine), [LABELS, {}]);
    }),
  );

  it('are found in metadata.db when the engine starts', LIMIT, async () => {
    let metadata = Buffer.alloc(0);
    await inSandbox((box) =>
      started(box, async (engine) => {
        await engine.docker('volume', 'create', '--label', LABEL, NAME);
        await engine.stop();
        metadata = readFileSync(box.at(METADATA));
      }),
    );
    await withEngine(
      async (engine, box) => {
        assert.equal(await engine.docker('volume', 'ls', '-q', '-f', `label=${LABEL}`), NAME);
        assert.equal(box.text(`${DATA}/a db`), 'a');
      },
      (box) => {
        box.put(METADATA, metadata);
      },
    );
  });
});
