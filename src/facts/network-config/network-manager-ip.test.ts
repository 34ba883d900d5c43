import assert from 'node:assert/strict';
import { it } from 'node:test';
import { routeTo } from '../../model/network.ts';
import { readKeyfile } from './keyfile-text.ts';
import { ipIn } from './network-manager-ip.ts';

const read = (four: string, six = ''): ReturnType<typeof ipIn> => {
  const file = readKeyfile(`[4]\n${four}\n[6]\n${six}`);
  return ipIn(file.get('4') ?? new Map(), file.get('6') ?? new Map());
};
const SAME = {
  isDhcp: false,
  settings: {
    addresses: ['192.168.1.5/24', '192.168.1.6/24'],
    routes: [routeTo('default', '192.168.1.1'), routeTo('10.0.0.0/8', '192.168.1.9')],
    dns: ['9.9.9.9'],
    search: ['lan'],
  },
};

it("addresses are read as 0.9.8 wrote them and as today's versions do", () => {
  const names = 'dns=9.9.9.9;x;\ndns-search=lan;';
  assert.deepEqual(
    read(
      `method=manual\naddresses2=192.168.1.6;24;0.0.0.0;\naddresses1=192.168.1.5;24;192.168.1.1;\nroutes1=10.0.0.0;8;192.168.1.9;1;\n${names}`,
    ),
    SAME,
  );
  assert.deepEqual(
    read(
      `method=manual\naddress1=192.168.1.5/24,192.168.1.1\naddress2=192.168.1.6/24\nroute1=10.0.0.0/8,192.168.1.9,1\nroute1_options=onlink=true\n${names}`,
    ),
    SAME,
  );
  assert.deepEqual(
    read(
      `method=manual\naddress1=192.168.1.5/24\naddress2=192.168.1.6/24\ngateway=192.168.1.1\nroute1=10.0.0.0/8,192.168.1.9\nroute2=broken\n${names}`,
    ),
    SAME,
  );
});

it('without a method it is DHCP; IPv6 has its own', () => {
  assert.deepEqual(read('', 'method=manual\naddress1=fd00::2/64,fd00::1\nroute1=::/0,fd00::1'), {
    isDhcp: true,
    settings: {
      addresses: ['fd00::2/64'],
      routes: [routeTo('default', 'fd00::1'), routeTo('default', 'fd00::1')],
      dns: [],
      search: [],
    },
  });
  assert.equal(read('method=disabled').isDhcp, false);
});
