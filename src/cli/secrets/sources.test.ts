import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { createTemplating } from '../../templating/templating.ts';
import { renderConnectionVars } from './connection-vars.ts';
import { NO_SECRETS, type SecretInputs } from './inputs.ts';
import { secretOf } from './run-command.ts';
import { commandRunner, withSecretSources } from './sources.ts';

const ENV = { PATH: process.env['PATH'] ?? '', SUDO_PW: 'from-env' };

const resolved = (
  vars: Vars,
  inputs: SecretInputs = NO_SECRETS,
): Readonly<Record<string, unknown>> => {
  const all = withSecretSources('web-1', vars, { env: ENV, inputs, run: commandRunner(ENV) });
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, value]) => value instanceof Secret)
      .map(([name, value]) => [name, value instanceof Secret ? value.reveal() : '']),
  );
};

const refuses = (vars: Vars, message: string): void => {
  assert.throws(() => resolved(vars), { code: 'VARS_INVALID', message });
};

describe('the passwords of a device', () => {
  it('come from the environment and from commands', () => {
    assert.deepEqual(
      resolved({
        stem_password_command: 'printf "%s-pw\\n" "$STEM_HOST"',
        stem_become_password_from_env: 'SUDO_PW',
        stem_key_passphrase_command: 'echo phrase',
      }),
      {
        ansible_password: 'web-1-pw',
        ansible_become_password: 'from-env',
        ansible_private_key_passphrase: 'phrase',
      },
    );
  });

  it('are those that were typed, where the device has none of its own', () => {
    const inputs = {
      ...NO_SECRETS,
      password: new Secret('typed'),
      becomePassword: new Secret('sudo'),
    };
    assert.deepEqual(resolved({ ansible_ssh_pass: new Secret('own') }, inputs), {
      ansible_ssh_pass: 'own',
      ansible_become_password: 'sudo',
    });
    assert.deepEqual(resolved({ stem_password_command: 'echo cmd' }, inputs), {
      ansible_password: 'cmd',
      ansible_become_password: 'sudo',
    });
  });

  it('are left alone where nothing is said', () => {
    const vars = { a: 1 };
    assert.equal(
      withSecretSources('h', vars, { env: {}, inputs: NO_SECRETS, run: commandRunner({}) }),
      vars,
    );
  });
});

describe('the source of a password', () => {
  it('is only one', () => {
    refuses(
      { stem_password_command: 'x', stem_password_from_env: 'X' },
      'web-1: stem_password_from_env and stem_password_command are both set',
    );
    refuses(
      { stem_become_password_command: 'x', ansible_sudo_pass: new Secret('y') },
      'web-1: stem_become_password_command and ansible_sudo_pass are both set',
    );
    refuses(
      { stem_password_from_env: 'NOT_SET' },
      'web-1: stem_password_from_env names NOT_SET, which the environment does not have',
    );
    refuses(
      { stem_password_command: 'echo secret; exit 2' },
      'web-1: the command of stem_password_command ended with exit code 2',
    );
    refuses(
      { stem_password_command: 'true' },
      'web-1: the command of stem_password_command printed nothing',
    );
    refuses({ stem_password_command: 5 }, 'web-1: stem_password_command must be a text');
  });

  it('is asked once, where it is a command, or once for each device where it looks at the device', () => {
    const run = commandRunner(ENV);
    const text = (line: string, host: string): string => {
      const result = run(line, host);
      return result.kind === 'secret' ? result.secret.reveal() : result.problem;
    };
    assert.equal(text('echo $$', 'a'), text('echo $$', 'b'));
    assert.notEqual(text('echo $STEM_HOST', 'a'), text('echo $STEM_HOST', 'b'));
  });
});

describe('a command that prints a secret', () => {
  it('has limits of time and size', () => {
    const short = { timeoutMs: 200, mostBytes: 100 };
    assert.deepEqual(secretOf(['/bin/sh', '-c', 'exec sleep 20'], ENV, short), {
      kind: 'problem',
      problem: 'did not end within 0.2 s',
    });
    assert.deepEqual(
      secretOf(['/bin/sh', '-c', 'head -c 1000 /dev/zero'], ENV, { ...short, timeoutMs: 20_000 }),
      {
        kind: 'problem',
        problem: 'printed more than 100 bytes',
      },
    );
    assert.deepEqual(secretOf(['/nowhere/at-all'], ENV), {
      kind: 'problem',
      problem: 'is not there',
    });
  });
});

describe('templates of the vars that reach a device', () => {
  const render = (vars: Vars): Vars => renderConnectionVars(vars, createTemplating());

  it('are rendered, and secrets in them stay secret', () => {
    const vars = render({
      inventory_hostname: 'web-1',
      vault_pw: new Secret('v4ult'),
      ansible_host: '{{ inventory_hostname }}.example.org',
      ansible_password: new Secret('{{ vault_pw }}'),
      ansible_become_password: new Secret('x-{{ vault_pw }}'),
      other: '{{ not_there }}',
    });
    const { ansible_host, ansible_password, ansible_become_password, other } = vars;
    assert.equal(ansible_host, 'web-1.example.org');
    assert.ok(
      ansible_password instanceof Secret && ansible_password.reveal() === 'v4ult',
      'rendered',
    );
    assert.ok(ansible_become_password instanceof Secret, 'secret');
    assert.equal(ansible_become_password.reveal(), 'x-v4ult');
    assert.equal(other, '{{ not_there }}');
  });

  it('are errors where a var is missing', () => {
    assert.throws(() => render({ ansible_host: '{{ nowhere }}' }), { code: 'TEMPLATE_FAILED' });
  });
});
