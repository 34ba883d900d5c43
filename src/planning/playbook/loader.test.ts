import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyLoader } from '../../../test/fakes/playbook-loader.ts';
import { checkTemplates } from './loader.ts';

describe('the templates of a playbook', () => {
  it('are looked at one by one, wherever they stand', () => {
    const asked: string[] = [];
    const { loader } = toyLoader();
    const templating = {
      ...loader.templating,
      problemOf: (text: string): string | null => {
        asked.push(text);
        return text.includes('bad') ? 'it is bad' : null;
      },
    };
    const { loader: own, said } = toyLoader({ templating });
    checkTemplates(own, { a: ['{{ bad }}', 'plain bad', 5], b: { c: '{{ good }}' } }, [7]);
    assert.deepEqual(asked, ['{{ bad }}', '{{ good }}']);
    assert.deepEqual(said, ['7.a.0: it is bad']);
  });
});
