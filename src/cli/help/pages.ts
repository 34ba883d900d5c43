/** What `help COMMAND` says beside the options. */
export interface HelpPage {
  /** Paragraphs. */
  readonly about: readonly string[];
  /** Added to those of the command itself. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** Which exit codes it has. */
  readonly exits: 'run' | 'look' | 'read';
  /** Commands and pages. */
  readonly seeAlso: readonly string[];
}

const page = (
  exits: HelpPage['exits'],
  about: readonly string[],
  more: Partial<Pick<HelpPage, 'examples' | 'seeAlso'>>,
): HelpPage => ({ about, examples: [], seeAlso: [], ...more, exits });

const RESUMES =
  'How the run was asked for is in the journal, so that nothing else needs to be named. Inventory, playbook and bundle are read again: leave them where they are.';

const LOST =
  'Where the journal is lost, --from-device asks the devices of -i and --limit which run they are in, and makes the journal anew from the record that each keeps. A device that somebody still drives is refused.';

export const PAGES: Readonly<Record<string, HelpPage>> = {
  init: page(
    'read',
    [
      'Writes a commented inventory (fleet.ini) and a copy of the migration (migrate.yml) into DIRECTORY or here, and says what comes next. ' +
        'A file that is there is never changed.',
    ],
    {
      examples: [
        ['stem-remote init', 'into this folder'],
        ['stem-remote init acme', 'into a new folder'],
      ],
      seeAlso: ['inventory', 'plan', 'docs/operators-guide.md'],
    },
  ),
  inventory: page(
    'read',
    [
      'Shows what is understood of an inventory, as `ansible-inventory` does. Without --list, --graph, --host or --hosts it is --list.',
    ],
    {
      examples: [
        ['stem-remote inventory -i fleet.ini --host ber-001', 'the vars of one device'],
        ["stem-remote inventory -i fleet.ini --hosts 'berlin:!ber-001'", 'whom a pattern means'],
      ],
      seeAlso: ['ping', 'docs/operators-guide.md'],
    },
  ),
  lint: page(
    'read',
    [
      'Reads a playbook as `apply` would, and says what is wrong with it: file, line, and what to write instead. No device takes part. It warns of what is perhaps not meant: a result that nothing reads, a handler that nothing notifies, and with -i a var that nothing defines.',
    ],
    {
      examples: [['stem-remote lint migrate.yml', 'before it is used']],
      seeAlso: ['plan', 'docs/playbooks.md'],
    },
  ),
  ping: page('look', ['Logs in, asks which system is up, and leaves. Nothing is changed.'], {
    examples: [['stem-remote ping -i fleet.ini', 'reaches all devices']],
    seeAlso: ['facts', 'exec'],
  }),
  facts: page(
    'look',
    [
      'Asks about disks, swap, mounts, network and who holds the device, in one round trip. Nothing is changed.',
    ],
    {
      examples: [
        ['stem-remote facts -i fleet.ini ber-001', 'one device, for people'],
        ['stem-remote facts -i fleet.ini --json > facts.ndjson', 'all of them, one object a line'],
      ],
      seeAlso: ['ping', 'plan', 'docs/json.md'],
    },
  ),
  exec: page(
    'look',
    [
      'Several words behind `--` reach the device exactly as they are; a single word is a line for its shell. The device itself ends the command ' +
        'at --timeout. What it does to the device is your own business: nothing is journaled, and nothing can be rolled back.',
    ],
    { seeAlso: ['ping', 'facts'] },
  ),
  plan: page(
    'look',
    [
      'Asks each device, and shows the verdict of every task, the exact commands that `apply` would run, how much is sent, and the point of no return. ' +
        'Nothing is written on a device or into the journal. Tasks that build on an earlier answer are marked [depends on …].',
      'It exits with 2 where a check blocks a device.',
    ],
    {
      examples: [
        ['stem-remote plan -i fleet.ini', 'all devices'],
        ['stem-remote plan -i fleet.ini --limit ber-001 -v', 'one device, every script in full'],
      ],
      seeAlso: ['apply', 'docs/preflight.md'],
    },
  ),
  apply: page(
    'run',
    [
      'Takes each device through all phases. A batch (--serial) is done before the next one starts, so that a canary is a new system before the second device is touched. ' +
        'Unreachable and unknown devices count as failed for --max-fail.',
      'With --rehearse each device first boots into the environment and back, by the very boot entry of the migration, before its backup is made. Where the environment does not come up, the device returns to its old system by itself, and is rolled back.',
      'At a terminal you type the number of devices to confirm it. Elsewhere --confirm-hosts must name it.',
      'Ctrl-C once: no further device starts, each goes to its next safe point. Twice: leave at once; devices finish what they do. Three times: links are closed; no disk write is killed. ' +
        'SIGTERM and SIGHUP leave at once. `resume` goes on from there.',
    ],
    {
      examples: [
        ['stem-remote apply -i fleet.ini --limit ber-001', 'one device'],
        ['stem-remote apply -i fleet.ini --limit ber-001 --rehearse', 'after a rehearsal'],
      ],
      seeAlso: ['plan', 'status', 'resume', 'rollback', 'report', 'docs/operators-guide.md'],
    },
  ),
  status: page(
    'look',
    [
      'Read from the journal alone, so that it works while another process drives the run. With --live each device of RUN (or of the newest run) is asked where it is now, ' +
        'which changes nothing: which system is up, who holds the device, and whether that fits the journal.',
    ],
    {
      examples: [
        ['stem-remote status', 'the newest runs'],
        ['stem-remote status 2026-11-26-1110-85c4e4', 'the devices of one run'],
        ['stem-remote status --live --limit berlin', 'where these devices are now'],
      ],
      seeAlso: ['report', 'log', 'resume'],
    },
  ),
  resume: page(
    'run',
    [
      `Each device is asked where it is, and is believed before the journal; what is done is not done again. ${RESUMES}`,
      'A task that was cut off, and can not tell how far it came, waits for you: look at the device, then say --redo or --skip.',
      LOST,
    ],
    {
      examples: [
        ['stem-remote resume', 'the newest unfinished run'],
        ['stem-remote resume 2026-11-26-1110-85c4e4 --limit ber-001 --redo', 'one device of a run'],
        ['stem-remote resume --from-device -i fleet.ini --limit ber-001', 'the journal is lost'],
      ],
      seeAlso: ['status', 'rollback', 'log'],
    },
  ),
  rollback: page(
    'run',
    [
      `Undoes what the run did, from the last task back, and asks whether the device is as it was. Devices past the point of no return are named and left alone: for them resume is the way out. ${RESUMES}`,
      LOST,
    ],
    {
      examples: [
        ['stem-remote rollback 2026-11-26-1110-85c4e4', 'all devices that can go back'],
        ['stem-remote rollback 2026-11-26-1110-85c4e4 --limit ber-001', 'one of them'],
        ['stem-remote rollback --from-device -i fleet.ini --limit ber-001', 'the journal is lost'],
      ],
      seeAlso: ['resume', 'status'],
    },
  ),
  report: page('run', [], {}),
  log: page('read', [], {}),
  bundle: page(
    'read',
    [
      'build makes one tar of a folder of parts, or with --from-image of a disk image of balenaOS, raw or packed, also of a flasher; inspect shows its manifest; verify reads every byte and compares it. No device takes part.',
      'The environment of --from-image is what devices boot while their disk is changed: a folder of parts or an earlier bundle. A file that is no image that fits is refused with a sentence and exit code 65.',
    ],
    { seeAlso: ['docs/bundle.md'] },
  ),
  completion: page(
    'read',
    [
      'Prints a script for your shell. It completes commands, options, their values, hosts and groups of the inventory (-i, or $STEM_INVENTORY), and the ids of runs.',
      'bash: add `source <(stem-remote completion bash)` to ~/.bashrc. zsh: the same with zsh, in ~/.zshrc behind compinit. ' +
        'fish: `stem-remote completion fish > ~/.config/fish/completions/stem-remote.fish`.',
    ],
    {
      examples: [
        ['stem-remote completion bash', 'the script for bash'],
        ['stem-remote completion fish', 'the one for fish'],
      ],
    },
  ),
  help: page('read', ['The same as `stem-remote COMMAND --help`.'], {
    examples: [['stem-remote help apply', 'all about `apply`']],
  }),
};
