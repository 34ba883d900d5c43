import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { CHECKS } from '../../src/steps/preflight/checks.ts';
import { readPreflight } from '../../src/steps/preflight/params.ts';
import { render, type ShellCommand } from '../../src/model/command.ts';

const PARAMS = readPreflight({
  inventory_hostname: 'web-1',
  stem_backup_paths: '/nonexistent/stem /etc/hostname',
  stem_required_endpoints: '127.0.0.1:1',
});
const QUESTIONS = CHECKS.map((check) => ({
  id: check.id,
  title: check.title,
  fact: check.fact(PARAMS),
}));

/** The text of each script in a command: its words are arguments. */
const scriptsIn = (command: ShellCommand): readonly string[] => {
  switch (command.kind) {
    case 'simple':
      return command.words[0] === 'sh' ? [command.words[2] ?? ''] : [render(command)];
    case 'joined':
      return command.parts.flatMap(scriptsIn);
    case 'raw':
      return [command.text];
  }
};

/** Tools that change something. `ip`, `sed`, `dd` and their like are looked at by their options. */
const WRITERS =
  /(^|[\s;|&({])(rm|mv|cp|ln|touch|mkdir|rmdir|mktemp|tee|truncate|install|chmod|chown|mkfs[.\w]*|mkswap|tune2fs|wipefs|mount|umount|swapon|swapoff|grub-install|grub-editenv|grub-reboot|grub-set-default|update-grub|apt-get|reboot|shutdown|sync|fsck|e2fsck|resize2fs|e2label|kill|modprobe|blkid -c)\s/;
const NOT_WRITING = /grub-install --version|command -v "?\$?[\w-]+"?|'[^']*'|"[^"]*"/g;

/** Redirections that write: all but those to /dev/null, to another descriptor, and bash's network socket. */
const writesTo = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![-=])>{1,2}\|?\s*("[^"]*"|[^\s;)]+)/g)]
    .map(([, target = '']) => target)
    .filter(
      (target) =>
        target !== '/dev/null' && !target.startsWith('&') && !target.startsWith('"/dev/tcp/'),
    );

describe('the questions of the preflight', () => {
  it('are the 44, in order', () => {
    const ids = Array.from({ length: 44 }, (_, index) => `P${String(index + 1).padStart(2, '0')}`);
    assert.deepEqual(
      CHECKS.map(({ id }) => id),
      ids,
    );
  });

  it('fit into one command line', () => {
    const text = QUESTIONS.map(({ fact }) => render(fact.command)).join('\n');
    assert.ok(text.length < 40_000, String(text.length));
  });

  it('say in one sentence each what they prevent and what to do', () => {
    for (const { id, prevents, hint } of CHECKS)
      for (const sentence of [prevents, hint])
        assert.match(sentence, /^[A-Z](?:[^.]|\.(?=[\w-]))*\.$/, `${id}: ${sentence}`);
  });

  for (const { id, title, fact } of QUESTIONS)
    it(`${id}, ${title}, parses, changes nothing, and answers here`, () => {
      for (const text of scriptsIn(fact.command)) {
        const parsed = spawnSync('dash', ['-n'], { input: text, encoding: 'utf8' });
        assert.deepEqual([parsed.status, parsed.stderr], [0, '']);
        assert.deepEqual(writesTo(text), []);
        assert.doesNotMatch(text.replace(NOT_WRITING, 'x'), WRITERS);
        assert.doesNotMatch(text, /\bof=(?!\/dev\/null\b)/);
        assert.doesNotMatch(text, /\bsed -[a-z]*i\b/);
        // mawk 1.3.3 takes neither character classes nor more than 31 bits in %d.
        for (const [, program = ''] of text.matchAll(/awk [^']*'([^']*)'/g))
          assert.doesNotMatch(program, /\[\[:|%d|systime|gensub|strtonum/);
      }
      const { stdout, status } = spawnSync('dash', ['-c', render(fact.command)], {
        encoding: 'utf8',
        timeout: 30_000,
      });
      const answer = fact.parse({ exitCode: status ?? 1, stdout, stderr: '', isCut: false });
      assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
    });

  it('would be caught if they wrote', () => {
    assert.deepEqual(writesTo('echo a >/etc/x; echo b >>"$f"; cat </etc/x >/dev/null 2>&1'), [
      '/etc/x',
      '"$f"',
    ]);
    assert.match('x; rm -f /x', WRITERS);
    assert.match('dd if=/dev/sda of=/dev/sdb', /\bof=(?!\/dev\/null\b)/);
  });
});
