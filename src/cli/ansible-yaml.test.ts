import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAnsibleYaml } from './ansible-yaml.ts';

const read = (text: string): unknown => parseAnsibleYaml(text).document.toJS();

describe("Ansible's YAML", () => {
  it('has the truth values of PyYAML, of which `y` is none', () => {
    assert.deepEqual(read('[yes, No, on, OFF, true, y, n, Y]'), [
      ...[true, false, true, false, true, 'y', 'n', 'Y'],
    ]);
  });

  it('has octal numbers, and texts for dates', () => {
    assert.deepEqual(read('[0644, 12, 1.5, 2001-12-14, "yes", ~]'), [
      ...[0o644, 12, 1.5, '2001-12-14', 'yes', null],
    ]);
  });

  it('has merge keys, and refuses a key that stands twice', () => {
    assert.deepEqual(read('a: &a {x: 1}\nb: {<<: *a, y: 2}'), { a: { x: 1 }, b: { x: 1, y: 2 } });
    assert.equal(parseAnsibleYaml('a: 1\na: 2').document.errors.length, 1);
  });
});
