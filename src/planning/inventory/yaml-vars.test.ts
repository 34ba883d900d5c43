import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { jsonTree } from '../yaml/json-tree.ts';
import { varOf, varsOf } from './yaml-vars.ts';

const read = (text: string): { readonly vars: Vars; readonly warnings: readonly string[] } => {
  const warnings: string[] = [];
  const vars = varsOf(jsonTree(text), {
    warn: (says, line) => warnings.push(`${String(line)}: ${says}`),
    openVault: () => 'opened',
  });
  return { vars, warnings };
};

describe('a file of vars', () => {
  it('is a mapping, or holds none', () => {
    assert.deepEqual(read('{"a": {"b": [1]}, "c": "x"}'), {
      vars: { a: { b: [1] }, c: 'x' },
      warnings: [],
    });
    for (const empty of ['null', '{}', '[]', '""']) assert.deepEqual(read(empty).vars, {}, empty);
    assert.throws(() => read('\n[1]'), {
      message: 'a file of vars is a mapping, this is none',
      line: 2,
    });
  });

  it('keeps a secret as it is written, and says that Ansible would convert it', () => {
    const { vars, warnings } = read('{"ansible_password": 1234, "ansible_become_pass": "s"}');
    assert.deepEqual(
      [vars['ansible_password'], vars['ansible_become_pass']].map(
        (each) => each instanceof Secret && each.reveal(),
      ),
      ['1234', 's'],
    );
    assert.deepEqual(warnings, [
      '1: ansible_password looks like a number or a list: it is taken as written, Ansible converts it',
    ]);
    assert.deepEqual(read('{"ansible_password": null}').vars, { ansible_password: null });
  });

  it('warns of a bad port, and of a number that only YAML 1.1 sees', () => {
    assert.deepEqual(read('{"ansible_port": 99999}').warnings, [
      '1: 99999 is no port: it must be from 1 to 65535',
    ]);
    const warnings: string[] = [];
    const key = { kind: 'scalar', value: 'mac', written: 'mac', line: 4 } as const;
    const value = { kind: 'scalar', value: 750, written: '12:30', line: 4 } as const;
    varOf({ key, value }, { warn: (says) => warnings.push(says), openVault: () => null });
    assert.deepEqual(warnings, ['mac: 12:30 is the number 750 in YAML: quote it']);
  });

  it('has its encrypted values opened', () => {
    const { vars } = read(
      '{"a": {"__ansible_vault": "$X"}, "ansible_password": {"__ansible_vault": "$X"}}',
    );
    assert.equal(vars['a'], 'opened');
    assert.ok(vars['ansible_password'] instanceof Secret, 'an opened password is a secret');
  });
});
