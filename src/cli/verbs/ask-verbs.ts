import { lazy, type Verb } from './verb.js';

/** Questions to a calculation's results. */
export const ASK_VERBS: readonly Verb[] = [
  {
    words: 'ask',
    args: ['<CALC>', '[QUESTION...]'],
    options: [
      {
        flags: '--what <WHAT>',
        help: 'What is wanted, where the question does not say it; poes: the probability of a level.',
        choices: ['hcurves', 'hmaps', 'poes', 'uhs', 'avg_losses', 'loss_curves', 'damages'],
      },
      { flags: '--imt <IMT>', help: 'PGA, SA(0.2) ...; all without it.', repeatable: true },
      { flags: '--poe <POE>', help: 'Probability of exceedance: 0.1 or 10%.', repeatable: true },
      {
        flags: '--years <YEARS>',
        help: "What the probability is for; without it the calculation's own time.",
      },
      { flags: '--return-period <YEARS>', help: 'In place of a probability.', repeatable: true },
      { flags: '--level <LEVEL>', help: 'The probability of this level: 0.2 or 0.2g.', repeatable: true },
      {
        flags: '--at <LON,LAT>',
        help: 'Where, in degrees; --site names one of the sites.',
        repeatable: true,
      },
      {
        flags: '--site <ID>',
        help: 'A site by its number from 0, or by your own name of it.',
        repeatable: true,
      },
      {
        flags: '--method <METHOD>',
        help: 'nearest: the nearest site (default); interpolate: between the sites around.',
        choices: ['nearest', 'interpolate'],
      },
      {
        flags: '--max-distance <KM>',
        help: 'How far the nearest site may be (default: 50, or their spacing).',
      },
      {
        flags: '--kind <KIND>',
        help: 'mean (default), quantile-0.85, rlz-3, std, max, stats, rlzs, all.',
        repeatable: true,
      },
      {
        flags: '--loss-type <TYPE,...>',
        help: 'structural, contents ...; all without it.',
        repeatable: true,
      },
      {
        flags: '--by <TAG,...>',
        help: 'Sum up by these tags: NAME_1, taxonomy ...; asset for each.',
        repeatable: true,
      },
      { flags: '--only <TAG=VALUE>', help: 'Only assets with this value of a tag.', repeatable: true },
    ],
    help: 'Ask for a few numbers of a result in place of downloading it: intensities, curves, spectra, losses, damages.',
    examples: [
      'openquake ask 42 "PGA poe=0.1 in 50y at 13.4,42.3"       the nearest site, and how far it is',
      'openquake ask last "SA(0.2) 475y at 13.4,42.3 quantile 0.85" --method interpolate',
      'openquake ask 42 "PGA > 0.2g in 1y site 17"              how probable a level is',
      'openquake ask 42 "hazard curve PGA at 13.4,42.3" --format csv',
      'openquake ask 43 "average losses structural by NAME_1" --json',
      'openquake ask 43 "loss curve structural"                 and "damages by taxonomy"',
    ],
    load: lazy(async () => import('../../commands/calculations/ask.js')),
  },
];
