import { lazy, type Verb } from './verb.js';

/** What makes files for a GIS. */
export const LAYER_VERBS: readonly Verb[] = [
  {
    words: 'layer',
    args: ['<CALC|FILE>', '[OUTPUT]'],
    options: [
      {
        flags: '-o, --output <FILE>',
        help: 'What to write: its ending tells the format (.gpkg, .geojson, .csv).',
      },
      { flags: '--layer <NAME>', help: 'The only layer to write, e.g. mean or hazard_map-mean.' },
      {
        flags: '--event <ID>',
        help: 'Of ground motion fields: the field of this event (default: the mean of all events).',
      },
    ],
    help: 'Make map layers of one output of a calculation, or of an exported file or folder: points and areas in WGS 84 with the columns of the engine, styled as its QGIS plugin does.',
    examples: [
      'openquake layer 42 hmaps -o maps.gpkg                      a layer for each statistic and realization',
      'openquake layer 42 damages-rlzs -o d.geojson --layer rlz-000   one layer, its style in d.qml',
      'openquake layer 42 ruptures -o ruptures.gpkg               centroids, and outlines',
      'openquake layer results/gmf-data_42.csv --event 7 -o event.gpkg',
    ],
    load: lazy(async () => import('../../commands/layer.js')),
  },
];
