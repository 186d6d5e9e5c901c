import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/results/dataset.js';
import { figureOf } from '../../../src/views/plot/figures/figure-of.js';
import type { Figure } from '../../../src/views/plot/model.js';
import { drawSvg } from '../../../src/views/plot/svg/draw-svg.js';
import { hazardCurves, hazardMap, lossCurves } from '../../support/plot-datasets.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** Every element of a drawing, in order. @throws where it is no well-formed XML. */
function elementsOf(svg: string): Element[] {
  const found: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag: SaxesTagPlain) => {
    const element = { name: tag.name, attributes: tag.attributes, text: '' };
    found.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const top = open.at(-1);
    if (top !== undefined) top.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(svg).close();
  return found;
}

const draw = (
  datasets: readonly Dataset[],
  theme: 'light' | 'dark' | 'auto' = 'light',
  title?: string,
): string =>
  drawSvg(figureOf(datasets, undefined, { title }, undefined).figure, { width: 800, height: 500, theme });

/** The window that the data are drawn in. */
const frameOf = (elements: readonly Element[]): Readonly<Record<string, number>> => {
  const frame = elements.find(({ attributes }) => attributes['class'] === 'oq-data')?.attributes ?? {};
  return Object.fromEntries(['x', 'y', 'width', 'height'].map((name) => [name, Number(frame[name])]));
};

const pointsOf = (path: string): number[][] =>
  path
    .replace(/^M/, '')
    .split('L')
    .map((pair) => pair.split(',').map(Number));

describe('a drawing', () => {
  it('has its curve where the logarithms of the data are', () => {
    const figure = figureOf(hazardCurves(['mean']), undefined, {}, undefined).figure;
    const elements = elementsOf(drawSvg(figure, { width: 800, height: 500, theme: 'light' }));
    const { width = 0, height = 0 } = frameOf(elements);
    const [panel] = figure.panels;
    const part = (value: number, [low, high]: readonly [number, number]): number =>
      Math.log(value / low) / Math.log(high / low);
    const curve = elements.find(
      ({ name, attributes }) => name === 'path' && pointsOf(attributes['d'] ?? '').length === 3,
    );
    const data = [
      { x: 0.01, y: 0.5 },
      { x: 0.1, y: 0.05 },
      { x: 1, y: 0.0005 },
    ];
    const drawn = pointsOf(curve?.attributes['d'] ?? '');
    expect(drawn).toHaveLength(data.length);
    data.forEach((point, nth) => {
      expect(drawn[nth]?.[0]).toBeCloseTo(part(point.x, panel?.x.domain ?? [1, 1]) * width, 0);
      expect(drawn[nth]?.[1]).toBeCloseTo((1 - part(point.y, panel?.y.domain ?? [1, 1])) * height, 0);
    });
  });

  it('has a map on which a degree of longitude at 60 degrees north is half as long as one of latitude', () => {
    const figure = figureOf(hazardMap([1, 2, 3, 4]), undefined, {}, undefined).figure;
    const elements = elementsOf(drawSvg(figure, { width: 800, height: 500, theme: 'light' }));
    const { width = 0, height = 0 } = frameOf(elements);
    const [west, east] = figure.panels[0]?.x.domain ?? [0, 0];
    const [south, north] = figure.panels[0]?.y.domain ?? [0, 0];
    expect(width / (east - west) / (height / (north - south))).toBeCloseTo(0.5, 2);
    const circles = elements.filter(({ name }) => name === 'circle');
    expect(circles.map(({ attributes }) => attributes['data-key'])).toEqual(['0', '1', '2', '3']);
    expect(Number(circles[1]?.attributes['cx'])).toBeCloseTo(((1 - west) / (east - west)) * width, 1);
  });

  it('keeps text as text, with units and powers of ten', () => {
    const texts = elementsOf(draw(hazardCurves(['mean', 'quantile-0.5']))).map(({ text }) => text);
    for (const text of [
      'Hazard curves, PGA',
      'Peak ground acceleration PGA [g]',
      '10⁻³',
      '475 years',
      'mean',
      'quantile-0.5',
    ])
      expect(texts).toContain(text);
  });

  it('says what it is to who cannot see it', () => {
    const [root, title, desc] = elementsOf(draw(hazardCurves(['mean'])));
    expect(root?.attributes).toMatchObject({ role: 'img', 'aria-label': 'Hazard curves, PGA' });
    expect([title?.name, desc?.name]).toEqual(['title', 'desc']);
    expect(desc?.text).toContain('Probability of exceedance in 50 years over Peak ground acceleration PGA');
  });

  it('uses no id and fetches nothing, so that several stand on one page', () => {
    const svg = draw(hazardMap([1, 2, 3]), 'auto');
    expect(elementsOf(svg).filter(({ attributes }) => 'id' in attributes)).toEqual([]);
    expect(svg.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:|url\(|@import|<script/);
  });

  it('has its own colours in each theme, and variables where it follows the reader', () => {
    expect(draw([lossCurves(['A', 'B'])], 'light')).toContain('#0072b2');
    expect(draw([lossCurves(['A', 'B'])], 'dark')).toContain('#16181d');
    const auto = draw([lossCurves(['A', 'B'])], 'auto');
    expect(auto).toContain('stroke="var(--oq-tone-0)"');
    expect(auto).toContain('prefers-color-scheme:dark');
  });

  it.each([
    '<script>alert(1)</script>',
    '"&\'<>',
    '\u0000\u0007\u001b[31m\ud800',
    'x'.repeat(10_000),
    '数'.repeat(300),
  ])('is well-formed with a title of %j', (title) => {
    const elements = elementsOf(draw(hazardCurves(['mean']), 'light', title));
    expect(elements.some(({ name }) => name === 'script')).toBe(false);
  });

  it('is drawn of nothing at all', () => {
    const nothing: Figure = { title: 'Nothing', panels: [], notes: [] };
    expect(
      elementsOf(drawSvg(nothing, { width: 300, height: 200, theme: 'light' })).map(({ text }) => text),
    ).toContain('Nothing to draw.');
  });

  it('has no two labels of one axis on each other', () => {
    const elements = elementsOf(draw([lossCurves(['A', 'B'])]));
    const places = elements.flatMap(({ name, attributes, text }) => {
      const [, x, y] = /translate\(([-\d.]+),([-\d.]+)\)/.exec(attributes['transform'] ?? '') ?? [];
      return name === 'text' && text !== '' && x !== undefined ? [{ text, x: Number(x), y: Number(y) }] : [];
    });
    expect(places.length).toBeGreaterThan(4);
    // Labels of the vertical axis stand at 0 and to the left of it.
    const [down, across] = [places.filter(({ x }) => x === 0), places.filter(({ x }) => x > 0)];
    const touch = (one: number, other: number, room: number): boolean => Math.abs(one - other) < room;
    const clashes = [
      ...down.filter((one, nth) =>
        down
          .slice(nth + 1)
          .some((other) => one.text !== '10' && other.text !== '10' && touch(one.y, other.y, 9)),
      ),
      ...across.filter((one, nth) =>
        across
          .slice(nth + 1)
          .some((other) => touch(one.x, other.x, ((one.text.length + other.text.length) / 2) * 5)),
      ),
    ];
    expect(clashes).toEqual([]);
  });
});
