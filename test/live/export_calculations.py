"""Does what "oq engine --export-outputs CALC_ID DIR --exports FORMATS" does, for several calculations in one process.

Each output is exported by itself, so that one which the engine cannot export does not end the rest.
Arguments: FORMATS, the parent of the target folders, calculation ids. Prints one JSON object: per calculation the lines
that the engine prints, and the keys whose export failed.
"""
import json
import os
import sys

from openquake.commonlib import logs
from openquake.engine.export import core

formats, parent, *ids = sys.argv[1:]
told = {}
for calculation in ids:
    folder = os.path.join(parent, calculation)
    datadir, keys = logs.dbcmd('get_results', int(calculation))
    lines, failed = [], []
    for key in sorted(keys):
        try:
            printed = list(core.export_output(key, int(calculation), datadir, folder, formats))
            lines.extend(['Exporting %s...' % key, *printed])
        except core.DataStoreExportError:
            failed.append(key)
    told[calculation] = {'lines': lines, 'failed': failed}
print(json.dumps(told))
