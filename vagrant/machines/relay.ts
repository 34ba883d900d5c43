// relay.ts ADDRESS PORT…: what comes in at the listening sockets 3, 4, … goes to these ports. See segment.ts.
import { connect, createServer } from 'node:net';

const [address = '', ...ports] = process.argv.slice(2);

for (const [index, port] of ports.entries()) {
  const server = createServer((near) => {
    const far = connect(Number(port), address);
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen({ fd: 3 + index });
}
