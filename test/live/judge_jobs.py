"""Tells what the installed engine says of job files before it computes, all in this one process.

Reads one JSON list of {"ini": PATH, "hazard": BOOL} from stdin; `hazard` pretends a hazard calculation.
Prints one JSON list of null, or of the words with which it refuses the job.
"""
import json
import logging
import os
import sys
import warnings

warnings.simplefilter('ignore')
logging.disable(logging.CRITICAL)
out = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)  # the engine prints to stdout when it refuses a job

from openquake.commonlib import readinput  # noqa: E402


def refusal(job):
    kw = {'hazard_calculation_id': 'pretended.ini'} if job['hazard'] else {}
    try:
        readinput.get_oqparam(job['ini'], kw=kw)
    except BaseException as exc:
        return '%s: %s' % (type(exc).__name__, exc)
    return None


json.dump([refusal(job) for job in json.load(sys.stdin)], out)
