import { lazy, type Verb } from './verb.js';

/** What draws results. */
export const PLOT_VERBS: readonly Verb[] = [
  {
    words: 'plot',
    args: ['<CALC|FILE>', '[WHAT]'],
    options: [
      {
        flags: '-o, --out <FILE>',
        help: 'Write a picture: .svg, .png or .html; without it the terminal is drawn on.',
      },
      {
        flags: '--as <FORMAT>',
        help: 'What the picture is, whatever its ending; svg and html can be printed.',
        choices: ['svg', 'png', 'html'],
      },
      { flags: '--imt <IMT>', help: 'One intensity measure: PGA, SA(0.2) ...' },
      { flags: '--poe <POE>', help: 'One probability of exceedance of maps, spectra, disaggregations: 0.1' },
      { flags: '--at, --site <LON,LAT>', help: 'The site nearest to a place, with all its curves.' },
      {
        flags: '--kind <KIND>',
        help: 'A statistic or realization: mean, quantile-0.15, rlz-3; or all such: quantile, rlz.',
      },
      { flags: '--by <TAG>', help: 'Sum losses and damages by a tag of the exposure: taxonomy, NAME_1 ...' },
      { flags: '--loss-type <TYPE>', help: 'One loss type: structural, contents ...' },
      { flags: '--event <ID>', help: 'The ground motion of one event; without it the mean of all.' },
      {
        flags: '--width <N>',
        help: 'Pixels of the picture (default 900); columns on a terminal (default: its width).',
      },
      {
        flags: '--height <N>',
        help: 'Pixels of the picture; rows of each panel on a terminal (default: what fits).',
      },
      { flags: '--title <TEXT>', help: 'Another title.' },
    ],
    help: 'Draw results of a calculation, or of exported files (a csv, an npz, a folder): on the terminal, or as SVG, PNG or HTML.',
    examples: [
      'openquake plot last                                  what there is to see first: hazard curves, a map ...',
      'openquake plot 42 hcurves --imt PGA --at 13.4,42.3   curves of all realizations with their mean and quantiles',
      'openquake plot 42 hmaps --poe 0.1 -o map.png         a hazard map as PNG',
      'openquake plot 42 gmf --event 3 -o event.html        the ground motion of one event, as a page',
      'openquake plot 42 losses --by taxonomy               average losses as bars',
      'openquake plot results/hazard_curve-mean-PGA_42.csv  what was exported before',
    ],
    load: lazy(async () => import('../../commands/plot/plot.js')),
  },
];
