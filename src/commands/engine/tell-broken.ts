import type { Printer } from '../../output/printer.js';
import { safeLine } from '../../views/safe-text.js';

/** Labels that a line of those that ended alike names. */
const MOST_NAMED = 5;

/** Tells of jobs that did not come to an end: of several for one reason the first in full, of the others their names. */
export interface BrokenTeller {
  /** @param text the error as it is shown, without the name of the job. */
  tell(label: string, text: string): void;
  /** Tells of those that have not been told yet. */
  rest(): void;
}

/** @returns one for the jobs of one command. */
export function brokenTeller(printer: Pick<Printer, 'drawn'>): BrokenTeller {
  const others = new Map<string, { readonly first: string; readonly labels: string[] }>();
  return {
    tell(label, text) {
      const told = others.get(text);
      if (told !== undefined) {
        told.labels.push(label);
        return;
      }
      others.set(text, { first: label, labels: [] });
      printer.drawn(`${safeLine(label)}: ${text}`);
    },
    rest() {
      for (const { first, labels } of others.values()) {
        if (labels.length === 0) continue;
        const named = labels.slice(0, MOST_NAMED).map(safeLine).join(', ');
        const more = labels.length > MOST_NAMED ? ' and others' : '';
        printer.drawn(`${labels.length} more, for the same reason as ${safeLine(first)}: ${named}${more}`);
        labels.length = 0;
      }
    },
  };
}
