import type { Listing } from '../listing.js';
import { safeLine } from './safe-text.js';

/** A tag of a server. */
export interface TagRow {
  readonly tag: string;
  /** Calculations that have it, newest first. */
  readonly calculationIds: readonly number[];
  /** The calculation that is preferred for it. */
  readonly preferredId: number | undefined;
}

/** Tags in a list. */
export const TAGS: Listing<TagRow> = {
  columns: [
    { key: 'tag', header: 'tag', cell: ({ tag }) => safeLine(tag) },
    { key: 'preferred', header: 'preferred', cell: (row) => String(row.preferredId ?? ''), align: 'right' },
    {
      key: 'calculations',
      header: 'calculations',
      cell: (row) => row.calculationIds.join(', '),
      givesWay: true,
    },
  ],
  json: ({ tag, calculationIds, preferredId }) => ({
    tag,
    preferred: preferredId ?? null,
    calculations: calculationIds,
  }),
  id: ({ tag }) => safeLine(tag),
};

/** What became of one tag that was made or deleted. */
export interface TagActionRow {
  readonly tag: string;
  /** `created`, `deleted`, `already-there`, `not-there`. */
  readonly outcome: string;
  readonly text: string;
}

/** Actions on tags in a list. */
export const TAG_ACTIONS: Listing<TagActionRow> = {
  columns: [
    { key: 'tag', header: 'tag', cell: ({ tag }) => safeLine(tag) },
    { key: 'outcome', header: 'outcome', cell: ({ outcome }) => outcome },
  ],
  json: ({ tag, outcome }) => ({ tag, outcome }),
  id: ({ tag }) => safeLine(tag),
};
