import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseInventory } from './inventory/parse-ini.ts';
import { selectHosts } from './select-hosts.ts';

const fleet = parseInventory(
  [
    ...['alone', '::1', '[web]', 'web[1:4]', '[db]', 'db1', 'db2.example.com', '[empty]'],
    ...['[site1]', 'web1', 'web2', 'db1', '[prod:children]', 'db', 'web'],
  ].join('\n'),
  'fleet.ini',
);

const select = (pattern: string): string => selectHosts(fleet, pattern).join(' ');

describe('a pattern', () => {
  it('names hosts and groups', () => {
    assert.equal(select('web3'), 'web3');
    assert.equal(select('web'), 'web1 web2 web3 web4');
    assert.equal(select('prod'), 'db1 db2.example.com web1 web2 web3 web4');
    assert.equal(select('all'), 'alone ::1 web1 web2 db1 db2.example.com web3 web4');
    assert.equal(select('*'), select('all'));
    assert.equal(select('::1'), '::1');
  });

  it('unites, intersects and excludes, wherever it says so', () => {
    assert.equal(select('web4,db'), 'web4 db1 db2.example.com');
    assert.equal(select('web4:db1'), 'web4 db1');
    assert.equal(select(' db1 , web1,db '), 'db1 web1 db2.example.com');
    assert.equal(select('web:&site1'), 'web1 web2');
    assert.equal(select('!site1:web'), 'web3 web4');
    assert.equal(select('web:!web[0:1]:&prod'), 'web3 web4');
    assert.equal(select('!prod'), 'alone ::1');
    assert.equal(select('&site1'), 'web1 web2 db1');
    assert.equal(select('web4:empty'), 'web4');
  });

  it('has globs and regular expressions', () => {
    assert.equal(select('*.example.com'), 'db2.example.com');
    assert.equal(select('db*'), 'db1 db2.example.com');
    assert.equal(select('site?:!we*'), 'db1');
    assert.equal(select('web[!1-3]'), 'web4');
    assert.equal(select('~web[13]'), 'web1 web3');
    assert.equal(select('~(?i)WEB\\d'), 'web1 web2 web3 web4');
    assert.equal(select('~\\Adb.+com\\Z'), 'db2.example.com');
  });

  it('has slices, both ends included', () => {
    assert.equal(select('web[0]'), 'web1');
    assert.equal(select('web[-1]'), 'web4');
    assert.equal(select('web[1:2]'), 'web2 web3');
    assert.equal(select('web[2:]'), 'web3 web4');
    assert.equal(select('web[3:9]'), 'web4');
    assert.equal(select('site*[0:3]'), 'web1 web2 db1');
  });
});

describe('a pattern that matches nothing', () => {
  const refuses = (pattern: string, message: string, code = 'NO_HOSTS'): void => {
    assert.throws(() => select(pattern), { code, message }, pattern);
  };

  it('is an error before anything starts', () => {
    for (const blank of ['', '  ', ',', ':', ' , '])
      refuses(blank, 'the pattern is blank, which would be every host');
    refuses('empty', 'the pattern empty matches no host');
    refuses('web:!prod', 'the pattern web:!prod matches no host');
    assert.throws(() => selectHosts(parseInventory('', 'f'), 'all'), { code: 'NO_HOSTS' });
  });

  it('names the word that nothing is called, also where it excludes', () => {
    refuses('wbe', 'no group or host is called wbe. Did you mean "web"?');
    refuses(
      'web,localhost',
      'localhost is not in the inventory, and this machine is no device by itself',
    );
    refuses('web:!web9', 'no group or host is called web9. Did you mean "web"?');
    refuses('web:&iste1', 'no group or host is called iste1. Did you mean "site1"?');
    refuses('x*', 'no group or host is called x*');
    refuses('~eb1', 'no group or host is called ~eb1. Did you mean "web1"?');
    refuses('WEB', 'no group or host is called WEB. Did you mean "web"?');
  });

  it('tells a slice that is out of range', () => {
    refuses('web[4]', 'web[4] is out of range: web has 4 hosts');
    refuses('web[-5]', 'web[-5] is out of range: web has 4 hosts');
    refuses('web[7:9]', 'web[7:9] is out of range: web has 4 hosts');
  });

  it('is an error of its own where it is no pattern', () => {
    refuses('~web(', '~web( is no regular expression', 'PATTERN_INVALID');
    refuses('@failed.txt', '@failed.txt names a file', 'PATTERN_INVALID');
    refuses('web,!', '! and & need a name behind them', 'PATTERN_INVALID');
  });
});
