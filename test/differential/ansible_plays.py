"""Runs playbooks by the code of `ansible-playbook` itself, each in a process of its own that has it imported already.

One JSON question a line on stdin, {"id": TEXT, "cwd": DIR, "words": [TEXT], "out": FILE}, as many at once as the argument says;
one JSON answer a line on stdout, {"id": TEXT, "code": NUMBER}, when it has ended. What it prints goes to FILE.
"""
import json
import os
import sys
import traceback

from ansible import constants  # noqa: F401
from ansible.cli.playbook import PlaybookCLI
from ansible.executor import task_queue_manager  # noqa: F401
from ansible.plugins.strategy import linear  # noqa: F401


def play(question):
    """In the forked process."""
    out = os.open(question['out'], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(question['cwd'])
    cli = PlaybookCLI(['ansible-playbook', *question['words']])
    cli.parse()
    return cli.run()


def start(question):
    pid = os.fork()
    if pid != 0:
        return pid
    code = 250
    try:
        code = play(question)
    except BaseException as error:
        # As the command itself says it: an error of Ansible's has its exit code.
        code = getattr(error, 'exit_code', 250) if not isinstance(error, SystemExit) else error.code
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def wait(running):
    pid, status = os.wait()
    answer = {'id': running.pop(pid), 'code': os.waitstatus_to_exitcode(status)}
    print(json.dumps(answer), flush=True)


most = int(sys.argv[1])
running = {}
for line in sys.stdin:
    while len(running) >= most:
        wait(running)
    question = json.loads(line)
    running[start(question)] = question['id']
while running:
    wait(running)
