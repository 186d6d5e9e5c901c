import type { OtherTable } from '../../../results/dataset.js';
import { safeLine } from '../../safe-text.js';
import type { Figure } from '../model.js';
import { barRows } from './bars.js';
import type { PlotSelection } from './selection.js';

/** What is drawn of sources, where the table has it: the engine's columns differ by release. */
const SHOWN: Readonly<Record<string, readonly [string, string | undefined]>> = {
  calc_time: ['Calculation time', 's'],
  num_ruptures: ['Ruptures', undefined],
  weight: ['Weight', undefined],
  num_sites: ['Sites', undefined],
};

/** The engine's letters for the kinds of sources. */
const KINDS: Readonly<Record<string, string>> = {
  P: 'point',
  A: 'area',
  M: 'multi-point',
  S: 'simple fault',
  C: 'complex fault',
  X: 'characteristic fault',
  F: 'multi-fault',
  K: 'kite fault',
  N: 'non-parametric',
  p: 'collapsed points',
};

/** Sources by the time that they took, by their ruptures and what else the engine told of them. */
export function sourceFigure(table: OtherTable, selection: PlotSelection): Figure {
  const at = (name: string): number => table.columns.indexOf(name);
  const shown = Object.entries(SHOWN)
    .filter(([name]) => at(name) >= 0)
    .slice(0, 2);
  const notes = new Set<string>();
  const panels = shown.map(([name, [label, unit]]) => {
    const made = barRows(
      table.rows.map((row) => ({
        name: nameOf(row, at('source_id'), at('code')),
        lengths: [Number(row[at(name)])],
      })),
      [label],
      { label, unit },
      'Source',
    );
    for (const note of made.notes) notes.add(note);
    return { title: label, ...made.panel };
  });
  return {
    title: selection.title ?? 'Sources',
    subtitle: `${table.totalRows.toLocaleString('en-US')} sources, ${safeLine(table.origin.name)}`,
    panels,
    notes: [...notes],
  };
}

function nameOf(row: readonly string[], id: number, code: number): string {
  const kind = KINDS[row[code] ?? ''];
  return `${row[id] ?? ''}${kind === undefined ? '' : ` (${kind})`}`;
}
