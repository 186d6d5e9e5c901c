import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.js';
import type { Dataset, OtherTable } from '../../../src/results/dataset.js';
import { figureOf } from '../../../src/views/plot/figures/figure-of.js';
import type { PlotSelection } from '../../../src/views/plot/figures/selection.js';
import type { Figure, Layer } from '../../../src/views/plot/model.js';
import {
  averageLosses,
  disaggregation,
  groundMotion,
  hazardCurves,
  hazardMap,
  lossCurves,
} from '../../support/plot-datasets.js';

const figure = (datasets: readonly Dataset[], selection: PlotSelection = {}): Figure =>
  figureOf(datasets, undefined, selection, undefined).figure;
const layers = (made: Figure): readonly Layer[] => made.panels.flatMap((panel) => panel.layers);
const named = (made: Figure): string[] =>
  layers(made).flatMap((layer) => ('name' in layer && layer.name !== undefined ? [layer.name] : []));

const table = (columns: readonly string[], rows: readonly (readonly string[])[]): OtherTable => ({
  ...{ type: 'table', origin: { name: 'a-table' }, columns, rows },
  totalRows: rows.length,
});

describe('hazard curves', () => {
  it('have probability over intensity, both logarithmic, with the return periods that are inside', () => {
    const made = figure(hazardCurves(['mean']));
    const [panel] = made.panels;
    expect(panel?.x).toMatchObject({ scale: 'log', unit: 'g', label: 'Peak ground acceleration PGA' });
    expect(panel?.y).toMatchObject({ scale: 'log', label: 'Probability of exceedance in 50 years' });
    const rules = layers(made).filter((layer) => layer.kind === 'rule');
    expect(rules.map(({ label }) => label)).toEqual(['475 years', '2475 years']);
    expect(rules[0]?.at).toBeCloseTo(1 - Math.exp(-50 / 475), 12);
  });

  it('stand together: realizations faint, quantiles dashed, the mean last and strongest', () => {
    const made = figure(
      hazardCurves(['rlz-000', 'rlz-001', 'quantile-0.85', 'quantile-0.5', 'mean', 'rlz-002']),
    );
    const lines = layers(made).filter((layer) => layer.kind === 'line');
    expect(lines.map(({ look }) => look)).toEqual([
      { tone: 'faint' },
      { tone: 'faint' },
      { tone: 'faint' },
      { tone: 0, dash: 'dashed' },
      { tone: 1, dash: 'dashed' },
      { tone: 'ink' },
    ]);
    expect(named(made)).toEqual(['3 realizations', 'quantile-0.5', 'quantile-0.85', 'mean']);
  });

  it('of 3000 realizations are the room between the lowest and the highest', () => {
    const kinds = Array.from({ length: 3000 }, (_unused, nth) => `rlz-${nth}`);
    const made = figure(hazardCurves([...kinds, 'mean']));
    const [band] = layers(made).filter((layer) => layer.kind === 'band');
    expect(band?.high[0]).toBe(0.5);
    expect(band?.low[0]).toBeCloseTo(0.5 / (1 + 2999 / 10), 12);
    expect(layers(made).filter((layer) => layer.kind === 'line')).toHaveLength(1);
    expect(made.notes.join()).toContain('3000 realizations');
  });

  it('show the nearest site to a place, and how far it is', () => {
    const made = figure(hazardCurves(['mean'], 5), { site: { lon: 15.1, lat: 42 } });
    expect(made.subtitle).toContain('Site 15, 42');
    expect(made.notes).toEqual(['Nearest site: 15, 42, 8.3 km from the place asked for.']);
    const [line] = layers(made).filter((layer) => layer.kind === 'line');
    expect(line?.y[0]).toBeCloseTo(0.5 / 3, 12);
  });

  it('leave out zeros, which have no logarithm, and live without any other number', () => {
    const made = figure(hazardCurves(['mean']).map((curves) => ({ ...curves, poes: new Float64Array(3) })));
    const [line] = layers(made).filter((layer) => layer.kind === 'line');
    expect([...(line?.y ?? [])]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(made.panels[0]?.y.domain[0]).toBeLessThan(made.panels[0]?.y.domain[1] ?? 0);
  });

  it.each([
    [{ imt: 'PGV' }, '--imt PGV', 'PGA'],
    [{ kind: 'max' }, '--kind max', 'mean'],
  ])('say what there is where %j is not', (selection, what, there) => {
    const error = (() => {
      try {
        figure(hazardCurves(['mean']), selection);
      } catch (caught) {
        return caught as UsageError;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(UsageError);
    expect(error?.message).toContain(what);
    expect(error?.hint).toContain(there);
  });
});

describe('maps', () => {
  it('colour each site by its value, leave out what is no number and say so', () => {
    const made = figure(hazardMap([0.1, 0.4, Number.NaN]));
    const [panel] = made.panels;
    expect(panel?.colour).toMatchObject({ unit: 'g', scale: 'linear', domain: [0.1, 0.4] });
    expect(panel?.title).toBe('PGA, 10 % in 50 years (return period 475 years)');
    expect(made.notes).toEqual(['1 places without a number are left out.']);
  });

  it('stay in one piece across the antimeridian', () => {
    const made = figure(hazardMap([1, 2, 3], [179, -179.5, -179]));
    const [points] = layers(made).filter((layer) => layer.kind === 'points');
    expect([...(points?.x ?? [])]).toEqual([179, 180.5, 181]);
  });

  it('of one site, and of one value, have ends that differ', () => {
    for (const value of [0, 0.3]) {
      const [panel] = figure(hazardMap([value])).panels;
      for (const [low, high] of [panel?.x, panel?.y, panel?.colour].map((scale) => scale?.domain ?? [0, 0]))
        expect(low).toBeLessThan(high);
    }
  });

  it('gather very many sites in cells with the mean of each', () => {
    const count = 20_000;
    const made = figure(
      hazardMap(
        Array.from({ length: count }, (_unused, nth) => (nth < count / 2 ? 1 : 3)),
        Array.from({ length: count }, (_unused, nth) => nth / 1000),
      ),
    );
    const [cells] = layers(made).filter((layer) => layer.kind === 'cells');
    expect(cells?.values.length).toBeLessThanOrEqual(5000);
    expect(cells?.values[0]).toBe(1);
    expect(cells?.values.at(-1)).toBe(3);
    expect(made.notes[0]).toContain('20,000 places');
  });

  it('of ground motion are of the event that was asked for', () => {
    const both = [
      groundMotion(3, ['PGA', 'SA(1.0)'], [1, 2, 3, 4]),
      groundMotion(5, ['PGA', 'SA(1.0)'], [5, 6, 7, 8]),
    ];
    const made = figure(both, { eventId: 5, imt: 'sa(1)' });
    expect(made.title).toBe('Ground motion of event 5');
    const [points] = layers(made).filter((layer) => layer.kind === 'points');
    expect([...(points?.values ?? [])]).toEqual([6, 8]);
  });
});

describe('disaggregation', () => {
  const mag = { name: 'mag', bins: [5.5, 6.5] };
  const dist = { name: 'dist', bins: [10, 30, 50] };

  it('shows shares of rates, not of probabilities', () => {
    const made = figure([disaggregation([mag], [0.5, 0.75])]);
    const [bars] = layers(made).filter((layer) => layer.kind === 'bars');
    // -ln(1 - 0.75) is twice -ln(1 - 0.5).
    expect(bars?.y1[0]).toBeCloseTo(100 / 3, 9);
    expect(bars?.y1[1]).toBeCloseTo(200 / 3, 9);
    expect([...(bars?.x0 ?? [])]).toEqual([5, 6]);
  });

  it('has distance across and magnitude up, whatever the order of the axes', () => {
    const made = figure([disaggregation([mag, dist], [0.1, 0, 0, 0, 0, 0])]);
    const [cells] = layers(made).filter((layer) => layer.kind === 'cells');
    const at = cells?.values.findIndex((value) => value > 99.9) ?? -1;
    expect([cells?.x0[at], cells?.x1[at], cells?.y0[at], cells?.y1[at]]).toEqual([0, 20, 5, 6]);
    expect(made.panels[0]?.x.unit).toBe('km');
  });

  it('over three variables is one panel for each bin of epsilon, on one scale', () => {
    const eps = { name: 'eps', bins: [-1, 1] };
    const made = figure([
      disaggregation(
        [mag, dist, eps],
        Array.from({ length: 12 }, (_unused, nth) => 0.001 * (nth + 1)),
      ),
    ]);
    expect(made.panels.map(({ title }) => title)).toEqual(['Epsilon -1', 'Epsilon 1']);
    expect(made.panels[0]?.colour?.domain).toEqual(made.panels[1]?.colour?.domain);
  });

  it('of nothing but zeros is drawn and says so', () => {
    const made = figure([disaggregation([mag], [0, 0])]);
    expect(made.notes).toContain('No bin contributes anything.');
  });
});

describe('losses', () => {
  it('are summed by a tag, the largest on top', () => {
    const made = figure([averageLosses()], { by: 'taxonomy' });
    const [bars] = layers(made).filter((layer) => layer.kind === 'bars');
    expect(made.panels[0]?.y.categories).toEqual(['W', 'RC']);
    expect([...(bars?.x1 ?? [])]).toEqual([6, 1]);
    expect(bars?.y0[0]).toBeGreaterThan(bars?.y0[1] ?? 9);
  });

  it('are a map without a tag', () => {
    expect(figure([averageLosses()]).panels[0]?.x.scale).toBe('longitude');
  });

  it('tell the tags that there are', () => {
    expect(() => figure([averageLosses()], { by: 'NAME_9' })).toThrow('--by NAME_9');
  });

  it('curves stand over the logarithm of the return period, the largest eight of many', () => {
    const made = figure([lossCurves(Array.from({ length: 12 }, (_unused, nth) => `R${nth}`))]);
    expect(made.panels[0]?.x).toMatchObject({ scale: 'log', unit: 'years', domain: [10, 1000] });
    expect(named(made)).toEqual(['R11', 'R10', 'R9', 'R8', 'R7', 'R6', 'R5', 'R4']);
    expect(made.notes[0]).toContain('8 of 12');
  });
});

describe('other tables', () => {
  it('are bars of their first column of numbers, never a sum of unlike losses', () => {
    const rows = [
      ['structural', '10', 'A'],
      ['structural', '20', 'B'],
      ['contents', '5', 'A'],
    ];
    const made = figure([table(['loss_type', 'loss', 'NAME_1'], rows)]);
    const [bars] = layers(made).filter((layer) => layer.kind === 'bars');
    expect([...(bars?.x1 ?? [])]).toEqual([20, 10]);
    expect(made.notes).toEqual(['Only loss_type structural is drawn of 2.']);
  });

  it('without a number are refused, naming their columns', () => {
    expect(() => figure([table(['a', 'b'], [['x', 'y']])])).toThrow('no column of numbers');
  });

  it('of sources are bars of time and ruptures, with the kind of each source', () => {
    const made = figure([
      table(['source_id', 'code', 'calc_time', 'num_ruptures'], [['s1', 'S', '4.5', '100']]),
    ]);
    expect(made.panels.map(({ title }) => title)).toEqual(['Calculation time', 'Ruptures']);
    expect(made.panels[0]?.y.categories).toEqual(['s1 (simple fault)']);
  });

  it('have names made harmless', () => {
    const made = figure([table(['name', 'loss'], [['\u001b[31mevil\u0007\nname', '1']])]);
    expect(JSON.stringify(made)).not.toMatch(/\\u001b|\\u0007/);
  });
});
