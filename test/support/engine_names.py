"""Prints what an installed engine knows as JSON: run it with that engine's Python, see record-engine-names.mjs.

Names and the kinds of their values are read from the running engine; nothing of its text is copied.
"""
import inspect
import json

from openquake.baselib import __version__
from openquake.commonlib import oqvalidation
from openquake.hazardlib import imt, valid
from openquake.hazardlib.gsim.base import registry

# The engine's converters that a client can follow exactly, and what we call their values.
KINDS = {
    'boolean': 'boolean',
    'positivefloat': 'number',
    'positivefloats': 'numbers',
    'positivefloatorsentinel': 'number-or--999',
    'positiveint': 'count',
    'positiveints': 'counts',
    'int': 'integer',
    'compose(nonzero,positiveint)': 'positive-count',
    'probabilities': 'probabilities',
    'coordinates': 'coordinates',
    'wkt_polygon': 'coordinates',
    'dictionary': 'dict',
    'floatdict': 'numbers-by-name',
    'new': 'distances',
    'intensity_measure_type': 'imt',
    'intensity_measure_types': 'imts',
    'intensity_measure_types_and_levels': 'levels-by-imt',
    'utf8_not_empty': 'words',
}


def kind_of(name, validator):
    """The kind of a parameter's value; `any` where it is not judged, `?` behind it where it may be empty."""
    if name == 'hazard_calculation_id':
        return 'any'  # a matter between the client and the server
    mark = ''
    if isinstance(validator, valid.NoneOr):
        mark, validator = '?', validator.cast
    if name.startswith('truncation_level'):
        return 'number' + mark
    if name == 'disagg_outputs':
        return 'list-of:' + '|'.join(valid.pmf_map)
    if type(validator) is valid.Choices:
        return 'comma-list-of:' + '|'.join(validator.choices)
    if type(validator) is valid.Choice:
        # The modes have a group of their own; of the loss types there are all combinations.
        few = name not in ('calculation_mode', 'total_losses')
        return 'one-of:' + '|'.join(validator.choices) + mark if few else 'any'
    return KINDS.get(getattr(validator, '__name__', ''), 'any') + mark


def parameters():
    kinds = {}
    for name in dir(oqvalidation.OqParam):
        param = getattr(oqvalidation.OqParam, name)
        if isinstance(param, valid.Param):
            kinds.setdefault(kind_of(name, param.validator), []).append(name)
    for old, new in oqvalidation.OqParam.ALIASES.items():
        kind = kind_of(new, getattr(oqvalidation.OqParam, new).validator)
        kinds.setdefault(kind, []).append(old)
    return {'parameter ' + kind: sorted(set(names)) for kind, names in kinds.items()}


def imts():
    """Functions of the module that make an IMT; the engine takes any global name of it, which is an accident."""
    names = [name for name, value in vars(imt).items()
             if inspect.isfunction(value) and value.__module__ == imt.__name__ and name[0].isupper()]
    names += list(getattr(imt, 'sec_imts', ()))
    return sorted({name for name in names if hasattr(imt, name) and len(name) <= 12})


print(json.dumps({
    'version': __version__,
    'groups': {
        'mode': sorted(oqvalidation.ALL_CALCULATORS),
        'input': sorted(oqvalidation.OqParam.KNOWN_INPUTS - {'job_ini', 'input_zip'}),
        'imt': imts(),
        'gsim': sorted([*registry, 'FromFile']),
        **parameters(),
    },
}))
