import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../src/fit-text.js';
import type { Dataset } from '../../../src/results/dataset.js';
import { figureOf } from '../../../src/views/plot/figures/figure-of.js';
import { drawTerminal } from '../../../src/views/plot/terminal/draw-terminal.js';
import {
  averageLosses,
  disaggregation,
  hazardCurves,
  hazardMap,
  lossCurves,
} from '../../support/plot-datasets.js';

const GOLDEN = join(import.meta.dirname, '..', '..', 'golden', 'plots');

const PICTURES: Readonly<Record<string, readonly Dataset[]>> = {
  'hazard-curves': hazardCurves(['mean', 'quantile-0.15', 'quantile-0.85', 'rlz-000', 'rlz-001']),
  'hazard-map': hazardMap([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
  'loss-curves': [lossCurves(['Bagmati', 'Gandaki'])],
  losses: [averageLosses()],
  'mag-dist': [
    disaggregation(
      [
        { name: 'mag', bins: [5.5, 6.5] },
        { name: 'dist', bins: [10, 30, 50] },
      ],
      [0.01, 0.03, 0, 0.02, 0.05, 0.001],
    ),
  ],
};

const draw = (
  datasets: readonly Dataset[],
  columns: number,
  isColoured = false,
  isUnicode = true,
): string[] =>
  drawTerminal(
    figureOf(datasets, undefined, datasets[0]?.type === 'asset-values' ? { by: 'taxonomy' } : {}, undefined)
      .figure,
    {
      ...{ columns, isColoured, isUnicode },
    },
  );

const bare = (line: string): string => line.replace(/\u001b\[[\d;]*m/g, '');

describe('a drawing in characters', () => {
  it.each(Object.entries(PICTURES))('of %s is as it was', async (name, datasets) => {
    await expect(`${draw(datasets, 72).join('\n')}\n`).toMatchFileSnapshot(join(GOLDEN, `${name}.txt`));
  });

  it.each(Object.entries(PICTURES))('of %s is the same with and without colour', (_name, datasets) => {
    expect(draw(datasets, 80, true).map(bare)).toEqual(draw(datasets, 80));
    expect(draw(datasets, 80, true).join('')).toContain('\u001b[');
  });

  it.each(Object.entries(PICTURES))('of %s is no wider than the terminal', (_name, datasets) => {
    for (const columns of [40, 60, 80, 140])
      for (const line of draw(datasets, columns)) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });

  it('uses the 16 colours of the terminal only', () => {
    const codes = Object.values(PICTURES).flatMap((datasets) =>
      draw(datasets, 80, true).flatMap((line) =>
        [...line.matchAll(/\u001b\[([\d;]*)m/g)].map(([, code]) => Number(code)),
      ),
    );
    expect(
      codes.every(
        (code) => [0, 1, 2].includes(code) || (code >= 30 && code <= 37) || (code >= 90 && code <= 97),
      ),
    ).toBe(true);
  });

  it('is ASCII where the terminal has no more', () => {
    for (const datasets of Object.values(PICTURES))
      expect(draw(datasets, 80, false, false).join('')).toMatch(/^[\x20-\x7e]*$/);
  });

  it('has a marker of its own for each series, in the legend and in the drawing', () => {
    const lines = draw(PICTURES['hazard-curves'] ?? [], 80);
    const legend = lines.find((line) => line.includes('quantile-0.15')) ?? '';
    const markers = [...legend.matchAll(/⠤([^⠤\s])⠤/g)].map(([, marker]) => marker ?? '');
    expect(markers).toEqual(['*', '●', '■']);
    const drawing = lines.slice(lines.indexOf(legend) + 1).join('');
    for (const marker of markers) expect(drawing).toContain(marker);
  });

  it('puts a value into the row of its logarithm', () => {
    const lines = draw(hazardCurves(['mean']), 80);
    const first = lines.findIndex((line) => line.includes('10⁰ ┤'));
    const rows = lines.slice(
      first,
      lines.findIndex((line) => line.includes('└')),
    );
    // 0.5 at the left edge: a thirteenth of four decades below one, in 22 rows.
    const row = rows.findIndex((line) => /[┤│][*⠁-⣿]/.test(line));
    expect(row).toBe(Math.floor((Math.log10(1 / 0.5) / 4) * rows.length));
  });

  it('obeys no sequence in a name', () => {
    const evil = [lossCurves(['\u001b[2J\u001b]0;x\u0007', '表\u202e'])];
    expect(draw(evil, 80).join('\n')).not.toMatch(/[\u0007\u001b\u202e]/);
  });
});
