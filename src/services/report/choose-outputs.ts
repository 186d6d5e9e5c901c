import type { Output } from '../../engine/types.js';

/** Larger ones are not fetched: MB in the datastore, where a number takes 4 or 8 bytes; as text about three times that. */
const MOST_OUTPUT_MB = 64;
/** Of outputs that are lists, only short ones are read to be shown. */
const MOST_TABLE_MB = 4;

/** Outputs that are drawn, in the order in which they are fetched: what says most first. */
const DRAWN: readonly RegExp[] = [
  /^hmaps/,
  /^hcurves/,
  /^uhs/,
  /^avg_gmf$/,
  /^avg_losses-/,
  /^damages-/,
  /^loss_maps-/,
  /^bcr-/,
  /^loss_curves/,
  /^aggcurves/,
  /^disagg/,
  /^ruptures$/,
];

/** Lists of events and of fields: what they say is drawn from other outputs, and they grow without bound. */
const NEVER: Readonly<Record<string, string>> = {
  gmf_data:
    'Each field of ground motion on its own is too much for a page: openquake plot draws one, openquake export fetches them.',
  events: 'A list of events is no result to look at: openquake export fetches it.',
  risk_by_event: 'Losses event by event are too much for a page: openquake export fetches them.',
  fullreport: "The engine's own report in text: openquake export fetches it.",
  input: 'Listed under Inputs.',
};

/** What becomes of an output: the order in which it is fetched, or why it is not. */
export type OutputPlan = { readonly rank: number } | { readonly why: string };

/** @returns whether an output is read for the report. */
export function planOutput({ type, formats, sizeMb }: Output): OutputPlan {
  const why = NEVER[type];
  if (why !== undefined) return { why };
  if (!formats.includes('csv')) {
    return {
      why:
        formats.length === 0
          ? 'The server does not export it.'
          : 'It is not exported as csv, which this page is made of.',
    };
  }
  const rank = DRAWN.findIndex((pattern) => pattern.test(type));
  const most = rank < 0 ? MOST_TABLE_MB : MOST_OUTPUT_MB;
  if (sizeMb !== undefined && sizeMb > most) {
    return {
      why: `Too large for a page (${sizeMb.toFixed(0)} MB, and the limit is ${most} MB): openquake export fetches it.`,
    };
  }
  return { rank: rank < 0 ? DRAWN.length : rank };
}
