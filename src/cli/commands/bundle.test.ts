import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { FIVE, makeImage } from '../../../test/fakes/balena-image.ts';
import { makeParts, scratch } from '../../../test/fakes/bundle-parts.ts';
import { StemError } from '../../model/errors.ts';
import type { App } from '../app.ts';
import { argsOf } from '../args.ts';
import { bundleCommand } from './bundle.ts';

type Terminal = {
  -readonly [
    key in 'cwd' | 'env' | 'out' | 'err' | 'isInTerminal' | 'askHidden' | 'onSignal'
  ]: App[key];
};

interface Said {
  readonly app: Terminal;
  readonly dir: string;
  /** Runs `bundle` with these positionals, in a directory with parts. */
  readonly bundle: (values: Readonly<Record<string, unknown>>) => Promise<number>;
  readonly out: string[];
  readonly err: string[];
}

const inDirectory = (t: TestContext): Said => {
  const dir = scratch(t);
  makeParts(dir);
  const out: string[] = [];
  const err: string[] = [];
  const app: Terminal = {
    cwd: dir,
    env: {},
    isInTerminal: false,
    onSignal: () => () => undefined,
    askHidden: () => assert.fail('nobody is there to answer'),
    out: (text) => out.push(text),
    err: (text) => err.push(text),
  };
  return { dir, out, err, app, bundle: (values) => bundleCommand.run(argsOf(values), app as App) };
};

const usage = async (work: Promise<number>): Promise<string> => {
  const error: unknown = await work.then(
    () => assert.fail('nothing was refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof StemError);
  assert.equal(error.code, 'USAGE');
  return `${error.message}. ${error.hint}`;
};

describe('the command `bundle`', () => {
  it('builds, inspects and verifies by relative paths', async (t) => {
    const { dir, out, err, bundle } = inDirectory(t);
    assert.equal(await bundle({ action: 'build', path: 'parts', out: 'b.tar' }), 0);
    assert.ok(existsSync(join(dir, 'b.tar')));
    assert.deepEqual(err, [
      'Reading the parts',
      'Comparing os/root.tar.zst with os/root.sha256',
      `Writing ${join(dir, 'b.tar')}`,
    ]);
    assert.equal(await bundle({ action: 'verify', path: 'b.tar' }), 0);
    assert.equal(out[1], out[0]);
    assert.equal(await bundle({ action: 'inspect', path: 'b.tar' }), 0);
    assert.match(out[2] ?? '', /not computed/);
  });

  it('prints one line of JSON for programs', async (t) => {
    const { out, bundle } = inDirectory(t);
    await bundle({ action: 'build', path: 'parts', out: 'b.tar', json: true });
    await bundle({ action: 'inspect', path: 'b.tar', json: true });
    const [built, inspected] = out.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(built?.['version'], 1);
    assert.equal(built['isVerified'], true);
    assert.deepEqual(inspected, { ...built, sha256: null, isVerified: false });
  });

  it('refuses a damaged bundle', async (t) => {
    const { dir, out, bundle } = inDirectory(t);
    writeFileSync(join(dir, 'b.tar'), 'no bundle');
    await assert.rejects(bundle({ action: 'verify', path: 'b.tar' }), { code: 'BUNDLE_INVALID' });
    assert.deepEqual(out, []);
  });
});

describe('signing, by the command `bundle`', () => {
  it('signs with a key, and verifies by keys that are trusted', async (t) => {
    const { dir, out, bundle } = inDirectory(t);
    for (const name of ['ours', 'theirs'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, name)]);
    await bundle({ action: 'build', path: 'parts', out: 'b.tar' });
    const verify = (keys: string, path: string): Promise<number> =>
      bundle({ action: 'verify', path, 'bundle-keys': keys });
    await assert.rejects(verify('ours.pub', 'b.tar'), { code: 'BUNDLE_UNTRUSTED' });
    assert.equal(await bundle({ action: 'sign', path: 'b.tar', out: 's.tar', key: 'ours' }), 0);
    assert.match(out.at(-1) ?? '', /signature .*SHA256:/);
    assert.equal(await verify('ours.pub', 's.tar'), 0);
    await assert.rejects(verify('theirs.pub', 's.tar'), { code: 'BUNDLE_UNTRUSTED' });
    await assert.rejects(verify('ours.pub', 'b.tar'), { code: 'BUNDLE_UNTRUSTED' });
  });

  it('asks for the passphrase of a key at a terminal, and nowhere else', async (t) => {
    const { dir, bundle, app } = inDirectory(t);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'sesame', '-f', join(dir, 'key')]);
    await bundle({ action: 'build', path: 'parts', out: 'b.tar' });
    const sign = (): Promise<number> => bundle({ action: 'sign', path: 'b.tar', key: 'key' });
    assert.match(await usage(sign()), /has a passphrase, and nobody is at the terminal/);
    app.isInTerminal = true;
    app.askHidden = () => Promise.resolve('sesame');
    assert.equal(await sign(), 0);
    app.askHidden = () => Promise.resolve('wrong');
    await assert.rejects(sign(), { code: 'FILE_UNREADABLE' });
  });

  it('says how it is meant', async (t) => {
    const { bundle } = inDirectory(t);
    assert.equal(
      await usage(bundle({ action: 'open', path: 'b.tar' })),
      'there is no `bundle open`. Say one of build, inspect, sign, verify.',
    );
    assert.equal(
      await usage(bundle({ action: 'toString', path: 'b.tar' })),
      'there is no `bundle toString`. Say one of build, inspect, sign, verify.',
    );
    assert.equal(
      await usage(bundle({ action: 'build', path: 'parts' })),
      '`bundle build` needs a name for the bundle. Say `bundle build PARTS_DIR OUT.tar`, or `bundle build --from-image FILE --out OUT.tar`.',
    );
    assert.match(await usage(bundle({ action: 'sign', path: 'b.tar' })), /needs a private key/);
    for (const more of [{ key: 'k' }, { 'bundle-keys': 'k' }])
      assert.match(
        await usage(bundle({ action: 'inspect', path: 'b.tar', ...more })),
        /`bundle inspect` takes no --/,
      );
    assert.match(
      await usage(bundle({ action: 'verify', path: 'b.tar', out: 'c.tar' })),
      /^`bundle verify` takes one file, not two\./,
    );
  });
});

describe('building of an image, by the command `bundle`', () => {
  it('takes the environment of the option, or of the variable', async (t) => {
    const { dir, out, err, app, bundle } = inDirectory(t);
    const image = makeImage(dir, FIVE);
    const build = { action: 'build', 'from-image': image, out: 'b.tar' };
    assert.equal(await bundle({ ...build, environment: 'parts' }), 0);
    assert.match(out[0] ?? '', /balenaOS 2\.12\.5\+rev1, layout balena/);
    assert.equal(err[0], 'Found balenaOS 2.12.5+rev1');
    app.env = { STEM_ENVIRONMENT: 'b.tar' };
    assert.equal(await bundle({ ...build, out: 'c.tar' }), 0);
    assert.ok(
      readFileSync(join(dir, 'b.tar')).equals(readFileSync(join(dir, 'c.tar'))),
      'the environment of the bundle is another',
    );
    assert.equal(await bundle({ action: 'verify', path: 'c.tar' }), 0);
  });

  it('says what to type where no environment is named; what is no image is said first', async (t) => {
    const { dir, bundle } = inDirectory(t);
    const image = makeImage(dir, FIVE);
    const build = { action: 'build', 'from-image': image, out: "b's.tar" };
    const shown = `Say \`stem-remote bundle build --from-image ${image} --out 'b'\\''s.tar' --environment ENV\``;
    assert.ok((await usage(bundle(build))).includes(shown), await usage(bundle(build)));
    writeFileSync(join(dir, 'notes.txt'), 'no image');
    await assert.rejects(bundle({ ...build, 'from-image': 'notes.txt' }), {
      code: 'BUNDLE_INVALID',
    });
    assert.equal(existsSync(join(dir, "b's.tar")), false);
  });

  it('says that it was stopped, and leaves nothing', async (t) => {
    const { dir, err, app, bundle } = inDirectory(t);
    app.onSignal = (on) => {
      on('SIGINT');
      return () => undefined;
    };
    assert.equal(await bundle({ action: 'build', path: 'parts', out: 'b.tar' }), 130);
    assert.equal(err.at(-1), 'Stopped. No bundle was written.');
    assert.deepEqual(readdirSync(dir).sort(), ['parts', 'tree']);
  });

  it('says how its options are meant', async (t) => {
    const { bundle } = inDirectory(t);
    const image = { action: 'build', 'from-image': 'a.img' };
    for (const [values, says] of [
      [image, /needs a name for the bundle.*--from-image a\.img --out OUT\.tar/],
      [{ ...image, out: 'b', path: 'parts' }, /a folder of parts or --from-image, not both/],
      [{ ...image, out: 'b', kernel: 'k' }, /--kernel goes with --layout flash/],
      [
        { action: 'build', path: 'parts', out: 'b', layout: 'flash' },
        /--layout goes with --from-image/,
      ],
      [{ action: 'verify', path: 'b', environment: 'e' }, /`bundle verify` takes no --environment/],
      [{ action: 'verify' }, /a word is missing/],
    ] as const)
      assert.match(await usage(bundle(values)), says);
  });
});
