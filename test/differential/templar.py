"""Renders what stdin says with Ansible's own Templar, and prints the results as JSON."""
import json
import sys

from ansible.parsing.dataloader import DataLoader
from ansible.playbook.conditional import Conditional
from ansible.template import Templar


class Condition(Conditional):
    _ds = None


def evaluate(case, given):
    kind, text = case
    templar = Templar(loader=DataLoader(), variables=given)
    if kind == "render":
        return templar.template(text)
    if kind == "file":
        return templar.do_template(text, preserve_trailing_newlines=True, escape_backslashes=False)
    condition = Condition(loader=DataLoader())
    condition.when = [text]
    return bool(condition.evaluate_conditional(templar, given))


def answer(case, given):
    try:
        return {"value": evaluate(case, json.loads(given))}
    except Exception as error:  # Whatever it is, the case is refused.
        return {"error": str(error)[:300]}


request = json.load(sys.stdin)
given = json.dumps(request["vars"])
json.dump([answer(case, given) for case in request["cases"]], sys.stdout, default=list)
