"""Parses command lines as `oq engine` does, and does nothing else.

Reads a JSON list of lists of words from stdin; writes {"names": [...], "lines": [...]} to stdout. Names are the long
option strings that the engine's parser knows; of each line either {"given": {dest: value}}, with what differs from the
defaults, or {"refused": "last line of the message"}.
"""
import contextlib
import io
import json
import sys

from openquake.baselib import sap
from openquake.commands import engine

parser = sap.parser(engine.main, prog='oq engine')
defaults = {a.dest: a.default for a in parser._actions}


def parse(words):
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            found = vars(parser.parse_args(words))
    except SystemExit as exc:
        if exc.code == 0:
            return {'given': {'help': True}}
        return {'refused': err.getvalue().strip().splitlines()[-1]}
    return {'given': {key: value for key, value in found.items()
                      if key in defaults and value != defaults[key]}}


names = sorted({s for a in parser._actions for s in a.option_strings})
json.dump({'names': names, 'lines': [parse(w) for w in json.load(sys.stdin)]},
          sys.stdout)
