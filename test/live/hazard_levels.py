"""Reads levels off the mean hazard curves of a calculation by the engine's own rule for hazard maps.

Arguments: the calculation's id, a probability within its investigation time. Prints one JSON list per IMT, a level for each site.
"""
import json
import sys

from openquake.calculators.extract import extract
from openquake.commonlib import datastore
from openquake.hazardlib.map_array import compute_hazard_maps

with datastore.read(int(sys.argv[1])) as dstore:
    curves = extract(dstore, 'hcurves?kind=mean')['mean']
    imtls = dstore['oqparam'].imtls
    print(json.dumps({
        imt: compute_hazard_maps(curves[:, m], imtls[imt], [float(sys.argv[2])])[:, 0].tolist()
        for m, imt in enumerate(imtls)}))
