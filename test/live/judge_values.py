"""Tells which values the installed engine takes for which parameters of a job file.

Reads one JSON list of [PARAMETER, TEXT] from stdin and prints one JSON list of booleans.
"""
import json
import sys
import warnings

warnings.simplefilter('ignore')

from openquake.commonlib.oqvalidation import OqParam  # noqa: E402


def taken(name, text):
    try:
        getattr(OqParam, name).validator(text)
    except Exception:
        return False
    return True


print(json.dumps([taken(*pair) for pair in json.load(sys.stdin)]))
