import type { Figure, Panel } from '../model.js';
import { paintsOf, type Paints, type Theme, themeRules } from '../palette.js';
import { cutToWidth, escaped, px, textElement, wrapped } from './markup.js';
import { legendRows } from './legend.js';
import { colourBar, panelAxes, panelGrid, panelWords } from './panel-axes.js';
import { framePanel, type Rectangle, SIZES } from './panel-frame.js';
import { panelLayers } from './panel-layers.js';
import { LEAST_PANEL } from './natural-height.js';
import { legendOf } from './series-marks.js';

/** How a figure is drawn. */
export interface SvgOptions {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** `auto` follows the reader's system, and `data-theme` of an element around; renderers without CSS need another. */
  readonly theme: Theme;
  /** First of the fonts that are asked for. */
  readonly font?: string | undefined;
}

const EDGE = 12;

/**
 * Draws a figure as SVG: text stays text, nothing is fetched, and no id is used, so that several can stand on one page. The
 * class of the outermost element is `oq-figure`; points have `data-key` where the figure names them.
 */
export function drawSvg(figure: Figure, { width, height, theme, font }: SvgOptions): string {
  const paints = paintsOf(theme);
  const fill = paints.tone('ink');
  const inside = width - 2 * EDGE;
  let y = EDGE;
  const parts: string[] = [];
  for (const line of wrapped(figure.title, SIZES.title, inside).slice(0, 2)) {
    y += SIZES.title;
    parts.push(textElement(line, { x: EDGE, y, size: SIZES.title, fill, isBold: true }));
    y += 4;
  }
  if (figure.subtitle !== undefined && figure.subtitle !== '') {
    y += SIZES.subtitle + 2;
    parts.push(
      textElement(cutToWidth(figure.subtitle, SIZES.subtitle, inside), {
        x: EDGE,
        y,
        size: SIZES.subtitle,
        fill,
      }),
    );
    y += 2;
  }
  const legend = legendRows(
    legendOf(figure.panels.flatMap(({ layers }) => layers)),
    { x: EDGE, y: y + 4, width: inside },
    paints,
  );
  parts.push(legend.markup);
  y = legend.bottom + 4;
  const notes = figure.notes.flatMap((note) => wrapped(note, SIZES.note, inside));
  const noteTop = height - EDGE - notes.length * (SIZES.note + 3);
  parts.push(
    ...panelsOf(figure.panels, { x: EDGE, y, width: inside, height: Math.max(80, noteTop - y - 4) }, paints),
  );
  notes.forEach((note, nth) => {
    parts.push(
      textElement(note, { x: EDGE, y: noteTop + (nth + 1) * (SIZES.note + 3), size: SIZES.note, fill }),
    );
  });
  const style = theme === 'auto' ? `<style>${themeRules('.oq-figure')}</style>` : '';
  const fonts = escaped([...(font === undefined ? [] : [font]), 'system-ui', 'sans-serif'].join(', '));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="oq-figure" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}" role="img" aria-label="${escaped(figure.title)}" font-family="${fonts}">` +
    `<title>${escaped(figure.title)}</title><desc>${escaped(describe(figure))}</desc>${style}` +
    `<rect width="100%" height="100%" fill="${paints.paper}"/>${parts.join('')}</svg>\n`
  );
}

function panelsOf(panels: readonly Panel[], room: Rectangle, paints: Paints): string[] {
  if (panels.length === 0)
    return [
      textElement('Nothing to draw.', {
        x: room.x,
        y: room.y + 30,
        size: SIZES.label,
        fill: paints.tone('ink'),
      }),
    ];
  const columns = columnsFor(panels.length, room);
  const rows = Math.ceil(panels.length / columns);
  const [width, height] = [room.width / columns, room.height / rows];
  return panels.map((panel, nth) =>
    drawPanel(
      panel,
      {
        x: room.x + (nth % columns) * width,
        y: room.y + Math.floor(nth / columns) * height,
        width,
        height,
      },
      paints,
    ),
  );
}

/** As near to squares as the room allows. */
function columnsFor(count: number, { width, height }: Rectangle): number {
  const most = Math.max(1, Math.floor(width / LEAST_PANEL));
  const square = Math.ceil(Math.sqrt((count * width) / Math.max(1, height) / 1.3));
  // Rows of one length: 2 and 2, not 3 and 1.
  return Math.ceil(count / Math.ceil(count / Math.min(count, most, Math.max(1, square))));
}

function drawPanel(panel: Panel, room: Rectangle, paints: Paints): string {
  const placed = framePanel(panel, room);
  const { x, y, width, height } = placed.frame;
  const window = `x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"`;
  const fill = paints.tone('ink');
  // A nested <svg> cuts off what leaves the frame, without the id that a clipPath needs.
  return (
    `<g role="group"${panel.title === undefined ? '' : ` aria-label="${escaped(panel.title)}"`}>` +
    `<g transform="translate(${px(x)} ${px(y)})" aria-hidden="true">${panelGrid(panel, placed, paints)}</g>` +
    `<svg ${window} class="oq-data" fill="${fill}" text-anchor="middle">${panelLayers(panel, placed.frame, paints)}</svg>` +
    `<g transform="translate(${px(x)} ${px(y)})" fill="${fill}" text-anchor="middle">${panelAxes(panel, placed, paints)}</g>` +
    `${panelWords(panel, placed, paints, room)}${colourBar(panel, placed, paints)}</g>`
  );
}

/** What a reader is told who cannot see it. */
function describe({ subtitle, panels, notes }: Figure): string {
  const axes = panels.map(({ title, x, y, colour }) => {
    const what =
      colour === undefined ? `${y.label} over ${x.label}` : `${colour.label} by ${x.label} and ${y.label}`;
    return title === undefined ? what : `${title}: ${what}`;
  });
  return [subtitle, ...axes, ...notes].filter((part) => part !== undefined && part !== '').join('. ');
}
