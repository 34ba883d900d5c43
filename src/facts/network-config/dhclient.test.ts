import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readDhclient } from './dhclient.ts';

it('dhclient.conf says what the client calls itself, for all or for one interface', () => {
  assert.deepEqual(
    readDhclient(`option rfc3442-classless-static-routes code 121 = array of unsigned integer 8;
#send dhcp-client-identifier "no";
send host-name = gethostname();
send dhcp-client-identifier 1:0:A0:24:ab:fb:9c;
interface "eth1" {
  send dhcp-client-identifier "\\001me#";
}
send dhcp-client-identifier = hardware;
`),
    [
      { name: '', clientId: '01:00:a0:24:ab:fb:9c' },
      { name: 'eth1', clientId: '01:6d:65:23' },
    ],
  );
  assert.deepEqual(readDhclient(''), []);
});
