"""One line of JSON for each result of a task: what the differential test compares."""

import json

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "lines"

    def _say(self, kind, result):
        body = dict(result._result)
        body.pop("invocation", None)
        line = {"host": result._host.get_name(), "task": result._task.get_name(), "kind": kind}
        print("LINE " + json.dumps(dict(line, result=body), default=str))

    def v2_runner_on_ok(self, result):
        self._say("changed" if result._result.get("changed") else "ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._say("failed", result)

    def v2_runner_on_skipped(self, result):
        self._say("skipped", result)

    def v2_runner_on_unreachable(self, result):
        self._say("unreachable", result)
