import { calculationId, count, number, object, oneOf, orNull, type Shape, text, told } from './shape.js';

/** One number of an answer, with all that it is for. */
export const answerRow: Shape = object({
  calculation_id: calculationId,
  quantity: told(
    text,
    'hazard-curve and probability (value: a probability), intensity and uhs (value: a level), average-losses, loss-curve, damages.',
  ),
  kind: told(orNull(text), 'mean, std, max, quantile-0.15, rlz-003.'),
  lon: told(orNull(number), 'Of the place that was asked for; of a site that was named, its own.'),
  lat: orNull(number),
  site_id: told(orNull(count), 'The site that answered, from 0; null where several did.'),
  distance_km: told(orNull(number), 'From the place to the nearest site.'),
  method: told(
    orNull(text),
    'site (it was named), nearest, same (a site stands there), bilinear, inverse-distance.',
  ),
  imt: orNull(text),
  iml: told(orNull(number), 'The level that a probability is for, in the unit of the IMT.'),
  poe: told(orNull(number), 'The probability that a level or a loss is for.'),
  years: told(orNull(number), 'What the probability is for.'),
  return_period_years: orNull(number),
  period_s: told(orNull(number), 'Of a spectrum; 0 for PGA.'),
  loss_type: orNull(text),
  tags: told({ type: 'object' }, 'Tags of the exposure with their values; id is that of an asset.'),
  damage_state: told(orNull(text), 'Or a consequence.'),
  value: told(orNull(number), 'Not rounded; null where the curve does not reach.'),
  unit: told(orNull(text), 'Of value, where known.'),
  beyond: told(
    { anyOf: [oneOf('above', 'below'), { type: 'null' }] },
    'Where the value lies that the curve does not reach: above or below edge.',
  ),
  edge: told(orNull(number), 'Where the curve ends.'),
  from: told(text, 'What it was read from: hazard map, hazard curve, average losses, loss curve, damages.'),
});
