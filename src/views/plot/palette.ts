import { interpolateViridis } from 'd3-scale-chromatic';
import type { Tone } from './model.js';

/** For paper or for a dark screen; `auto` follows the reader's system. */
export type Theme = 'light' | 'dark' | 'auto';

/** The colours of one theme, as CSS. */
interface Colours {
  readonly ink: string;
  readonly faint: string;
  readonly paper: string;
  readonly grid: string;
  readonly land: string;
  readonly series: readonly string[];
}

/*
 * Series: the palette of Okabe and Ito, which people with any of the common colour blindnesses can tell apart, without
 * its yellow on white and its blue on dark, where they have too little contrast. Maps: viridis, made for the same.
 */
const LIGHT: Colours = {
  ink: '#1b1b1b',
  faint: '#9a9a9a',
  paper: '#ffffff',
  grid: '#e3e3e3',
  land: '#8a8a8a',
  series: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'],
};

const DARK: Colours = {
  ink: '#ececec',
  faint: '#7d7d7d',
  paper: '#16181d',
  grid: '#33363d',
  land: '#8a8a8a',
  series: ['#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#f0e442', '#d55e00'],
};

/** How many series have a colour of their own; the next begin again with other markers. */
export const SERIES_COLOURS = LIGHT.series.length;

/** What a drawing paints with. */
export interface Paints {
  tone(tone: Tone): string;
  readonly paper: string;
  readonly grid: string;
  readonly land: string;
  /** @param part 0 to 1 along a colour scale. */
  scale(part: number): string;
}

/** @returns the paints of a theme; of `auto` they are variables of CSS, which {@link themeRules} gives their values. */
export function paintsOf(theme: Theme): Paints {
  if (theme === 'auto') {
    return {
      tone: (tone) => `var(--oq-${typeof tone === 'number' ? `tone-${tone % SERIES_COLOURS}` : tone})`,
      paper: 'var(--oq-paper)',
      grid: 'var(--oq-grid)',
      land: 'var(--oq-land)',
      scale: interpolateViridis,
    };
  }
  const colours = theme === 'dark' ? DARK : LIGHT;
  return {
    tone: (tone) =>
      typeof tone === 'number' ? (colours.series[tone % SERIES_COLOURS] ?? colours.ink) : colours[tone],
    paper: colours.paper,
    grid: colours.grid,
    land: colours.land,
    scale: interpolateViridis,
  };
}

/**
 * @returns CSS that sets the variables of `auto` for everything below a selector: light, dark where the system is dark, and
 * either where an element above has `data-theme="light"` or `"dark"`.
 */
export function themeRules(selector: string): string {
  const variables = ({ ink, faint, paper, grid, land, series }: Colours): string =>
    [
      `--oq-ink:${ink};--oq-faint:${faint};--oq-paper:${paper};--oq-grid:${grid};--oq-land:${land}`,
      ...series.map((colour, nth) => `--oq-tone-${nth}:${colour}`),
    ].join(';');
  return [
    `${selector}{${variables(LIGHT)}}`,
    `@media (prefers-color-scheme:dark){${selector}{${variables(DARK)}}}`,
    `[data-theme=light] ${selector}{${variables(LIGHT)}}`,
    `[data-theme=dark] ${selector}{${variables(DARK)}}`,
  ].join('\n');
}
