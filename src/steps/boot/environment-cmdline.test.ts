import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environmentCmdline, readEnvironmentBoot, serialOf } from './environment-cmdline.ts';

describe("the environment's command line", () => {
  it("has the bundle's words, the old consoles, the timer and the place of the partition", () => {
    const boot = readEnvironmentBoot({ env_cmdline: 'panic=10 oops=panic' });
    assert.equal(
      environmentCmdline(boot, ['ro', 'console=tty0', 'console=ttyS0'], { start: 7, length: 9 }),
      'panic=10 oops=panic console=tty0 console=ttyS0 stem.deadman=600 stem.staging=7+9',
    );
  });

  it('finds the serial port that GRUB may talk to', () => {
    assert.deepEqual(serialOf(['console=tty0', 'console=ttyS1,115200n8']), {
      unit: 1,
      speed: 115200,
    });
    assert.deepEqual(serialOf(['console=ttyS0']), { unit: 0, speed: 9600 });
    assert.equal(serialOf(['console=tty0', 'quiet']), undefined);
  });
});
