import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readGivenArgs } from './given-args.ts';

const read = (text: string): readonly string[] =>
  readGivenArgs(text, 'VAR').lines.map(({ keyword, words, rest }) =>
    [keyword, ...(words.length > 0 ? words : [rest])].join(' '),
  );
const refuses = (text: string, message: string): void => {
  assert.throws(() => read(text), { message: `VAR: ${message}` });
};

describe('arguments of ssh in a var', () => {
  it('are options of ssh_config in another form', () => {
    assert.deepEqual(read('-J a,b -p22 -l bob -i "~/a b" -4C -o ConnectTimeout=5'), [
      'proxyjump a,b',
      'port 22',
      'user bob',
      'identityfile ~/a b',
      'addressfamily inet',
      'connecttimeout 5',
    ]);
    assert.deepEqual(read(`-o ProxyCommand="ssh -W %h:%p gate" -o 'User bob'`), [
      'proxycommand ssh -W %h:%p gate',
      'user bob',
    ]);
    assert.deepEqual(readGivenArgs('-F ./config', 'VAR').file, './config');
  });

  it('may be those that mean nothing here', () => {
    const text = '-C -o ControlMaster=auto -o ControlPersist=60s -o ForwardAgent=no -vv -S none';
    assert.deepEqual(
      readGivenArgs(text, 'VAR').lines.map(({ keyword }) => keyword),
      ['controlmaster', 'controlpersist', 'forwardagent'],
    );
  });

  it('are refused where they can not be honoured', () => {
    refuses('-A', "-A can't be honoured: take it out");
    refuses('-L 80:a:80', "-L can't be honoured: take it out");
    refuses('-o ForwardAgent=yes', "-o forwardagent can't be honoured: take it out");
    refuses('-o Bogus=1', '-o bogus is no option of ssh');
    refuses('-o Host=a', '-o host is no option of ssh');
    refuses('gate', '"gate" is no option of ssh');
    refuses('-p', '-p needs a value');
    refuses('-o "', 'a quote is not closed');
    refuses('-o ""', '-o needs a value');
  });
});
