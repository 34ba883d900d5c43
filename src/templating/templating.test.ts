import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTemplating } from './templating.ts';

const { render } = createTemplating();

describe('a template', () => {
  it('is rendered in lists and mappings', () => {
    assert.deepEqual(render({ a: ['x{{ b }}', 1] }, { b: 'y' }), { a: ['xy', 1] });
  });

  it('is an error where a var is not defined', () => {
    assert.throws(() => render('{{ a.b }}', { a: {} }), { code: 'TEMPLATE_FAILED' });
  });
});
