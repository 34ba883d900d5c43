import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environmentCmdline, readEnvironmentBoot, serialOf } from './environment-cmdline.ts';

describe("the environment's command line", () => {
  it("has the bundle's words, the old consoles, the timer and the place of the partition", () => {
    const boot = readEnvironmentBoot({ env_cmdline: 'panic=10 oops=panic' });
    assert.equal(
      environmentCmdline(boot, ['ro', 'console=tty0', 'console=ttyS0'], { start: 7, length: 9 }),
      'panic=10 oops=panic console=tty0 console=ttyS0 stem.deadman=600 stem.revive=14400 stem.staging=7+9',
    );
  });

  it('names the driver of a watchdog that cannot be found, and nothing that is no name', () => {
    const boot = readEnvironmentBoot({ stem_watchdog: 'ib700wdt', stem_revive_seconds: 3600 });
    const cmdline = environmentCmdline(boot, [], { start: 7, length: 9 });
    assert.match(cmdline, / stem\.revive=3600 stem\.watchdog=ib700wdt stem\.staging=/);
    for (const wrong of ['', 'a b', 7])
      assert.throws(() => readEnvironmentBoot({ stem_watchdog: wrong }), {
        message: 'stem_watchdog must be the name of a kernel module',
      });
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
