import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { slurpStep } from './slurp.ts';

const place = localPlace();
const slurp = (args: Vars): Played => playModule(slurpStep, args, place());

describe('generic/slurp', () => {
  it('gives a file of any bytes in base64', () => {
    const src = `${place().home}/a`;
    writeFileSync(src, Buffer.from([0, 255, 10]));
    assert.deepEqual(slurp({ src }).output, { content: 'AP8K', encoding: 'base64', source: src });
    assert.equal(slurp({ path: src }).output['content'], 'AP8K');
    writeFileSync(src, '');
    assert.equal(slurp({ src }).output['content'], '');
  });

  it('says what is in its way', () => {
    const src = `${place().home}/a`;
    assert.equal(slurp({ src }).because, `file not found: ${src}`);
    mkdirSync(src);
    assert.equal(slurp({ src }).because, `source is a directory and must be a file: ${src}`);
    writeFileSync(`${src}/big`, 'x'.repeat(1_048_577));
    assert.equal(slurp({ src: `${src}/big` }).because, `${src}/big is too long to read into a var`);
  });
});
