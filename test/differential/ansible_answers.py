"""What ansible-core makes of inventories: one JSON question a line on stdin, one JSON answer a line on stdout.

A question: {"sources": [PATH], "cwd": DIR, "patterns": [TEXT]}. It is answered by the code of `ansible-inventory` itself:
its class InventoryCLI, run with --list, and then asked for the graph and for hosts. Ansible's caches go by paths, so every
question needs a folder of its own.
"""
import json
import os
import sys

os.environ['ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED'] = '1'
os.environ['ANSIBLE_LOCALHOST_WARNING'] = '0'

from ansible.cli.inventory import InventoryCLI  # noqa: E402
from ansible.errors import AnsibleError  # noqa: E402
from ansible.utils.context_objects import GlobalCLIArgs  # noqa: E402
from ansible.utils.display import Display  # noqa: E402

MOST_EXACT = 2 ** 53 - 1
shown = []
warned = []
Display.display = lambda self, msg, *args, **kwargs: shown.append(msg)
Display.warning = lambda self, msg, *args, **kwargs: warned.append(msg)


def whole(text):
    """JavaScript has no exact whole numbers beyond 2**53."""
    value = int(text)
    return value if abs(value) <= MOST_EXACT else text


def safe(pairs):
    return pairs.get('__ansible_unsafe', pairs)


def plain(text):
    return json.loads(text, parse_int=whole, parse_constant=str, object_hook=safe)


def hosts_of(cli, pattern):
    del warned[:]
    cli.inventory.clear_caches()  # A pattern in its cache is warned of no more.
    try:
        names = [host.name for host in cli.inventory.get_hosts(pattern)]
    except (AnsibleError, IndexError) as error:
        return {'error': repr(error)}
    return {'names': names, 'warnings': list(warned)}


def answer(question):
    os.chdir(question['cwd'])
    GlobalCLIArgs._Singleton__instance = None
    sources = [word for source in question['sources'] for word in ('-i', source)]
    cli = InventoryCLI(['ansible-inventory', *sources, '--list'])
    cli.parse()
    listed = None
    try:
        cli.run()
    except SystemExit:
        listed = plain(shown[-1])
    except (AnsibleError, RecursionError) as error:
        return {'error': str(error), 'warnings': warned}
    except (TypeError, ValueError) as error:
        # The inventory was read, but holds what JSON can't say: sets, bytes, Ellipsis.
        if cli.inventory is None:
            return {'error': repr(error), 'warnings': warned}
    hosts = {pattern: hosts_of(cli, pattern) for pattern in question['patterns']}
    return {'list': listed, 'graph': cli.inventory_graph(), 'hosts': hosts}


for line in sys.stdin:
    del shown[:], warned[:]
    try:
        text = json.dumps(answer(json.loads(line)))
    except BaseException as error:  # Whatever happens, the other side waits for a line.
        text = json.dumps({'crash': repr(error)})
    print(text, flush=True)
