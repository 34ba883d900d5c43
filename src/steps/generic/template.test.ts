import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { writeFileSync, readFileSync } from 'node:fs';
import { templateStep } from './template.ts';

const place = localPlace();

describe('generic/template', () => {
  it('writes what was rendered, under the name of the template in a folder', () => {
    const { home } = place();
    writeFileSync(`${home}/a.conf.j2`, '{{ x }}');
    const played: Played = playModule(
      templateStep,
      { src: `${home}/a.conf.j2`, content: ['rend', 'ered\n'], dest: `${home}/d/` } satisfies Vars,
      place(),
    );
    assert.deepEqual([played.ok, played.output['dest']], [true, `${home}/d/a.conf.j2`]);
    assert.equal(readFileSync(`${home}/d/a.conf.j2`, 'utf8'), 'rendered\n');
    assert.equal(templateStep.id, 'generic/template');
    assert.deepEqual(templateStep.takes?.known?.includes('content'), false);
  });
});
