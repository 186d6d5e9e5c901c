import { UsageError } from '../../errors.js';
import { type Drawable, DRAWABLE, drawableNamed } from '../../results/drawable.js';
import { parseSelector } from '../../services/selectors.js';
import type { PlotSelection } from '../../views/plot/figures/selection.js';
import { isSet, type RawCommand, readInteger, textFlag } from '../command.js';

/** What a picture can be. */
const PICTURES = ['svg', 'png', 'html'] as const;
export type Picture = (typeof PICTURES)[number];

/** What is drawn: of a calculation, or of what lies on the disk. */
type PlotSource =
  | { readonly kind: 'calculation'; readonly word: string }
  | { readonly kind: 'path'; readonly path: string };

/** What `openquake plot` was asked. */
export interface PlotOptions {
  readonly source: PlotSource;
  readonly what: Drawable | undefined;
  /** As typed. */
  readonly out: string | undefined;
  /** Undefined for the terminal. */
  readonly picture: Picture | undefined;
  readonly selection: PlotSelection;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly overwrite: boolean;
}

/** @returns the options of `plot CALC|FILE [WHAT]`. @throws UsageError */
export function readPlotOptions(raw: RawCommand): PlotOptions {
  const out = textFlag(raw, 'out');
  return {
    source: readSource(raw.args[0] ?? ''),
    what: readWhat(raw.args[1]),
    out,
    picture: readPicture(out, textFlag(raw, 'as')),
    selection: {
      imt: textFlag(raw, 'imt'),
      poe: readNumber(
        raw,
        'poe',
        (value) => value > 0 && value < 1,
        'a probability between 0 and 1, such as 0.1',
      ),
      site: readSite(textFlag(raw, 'site')),
      kind: textFlag(raw, 'kind'),
      by: textFlag(raw, 'by'),
      lossType: textFlag(raw, 'lossType'),
      eventId:
        textFlag(raw, 'event') === undefined ? undefined : readInteger(textFlag(raw, 'event'), '--event'),
      title: textFlag(raw, 'title'),
    },
    width: readNumber(raw, 'width', isSize, 'a whole number from 20 to 10000'),
    height: readNumber(raw, 'height', isSize, 'a whole number from 20 to 10000'),
    overwrite: isSet(raw, 'overwrite'),
  };
}

function isSize(value: number): boolean {
  return Number.isInteger(value) && value >= 20 && value <= 10_000;
}

/** Numbers, `last` and tags are calculations; what else is typed is a place on the disk. */
function readSource(word: string): PlotSource {
  if (/[\\/]|\.(csv|npz)$/i.test(word) && !word.startsWith('@')) return { kind: 'path', path: word };
  try {
    parseSelector(word, 'CALC');
    return { kind: 'calculation', word };
  } catch (error) {
    if (/^[@-]|^\d+(-\d+)?$|,/.test(word)) throw error;
    return { kind: 'path', path: word };
  }
}

function readWhat(word: string | undefined): Drawable | undefined {
  if (word === undefined) return undefined;
  const drawable = drawableNamed(word);
  if (drawable !== undefined) return drawable;
  throw new UsageError(`"${word}" cannot be drawn.`, { hint: `WHAT is one of ${DRAWABLE.join(', ')}.` });
}

function readPicture(out: string | undefined, as: string | undefined): Picture | undefined {
  const ending = /\.([a-z]+)$/i.exec(out ?? '')?.[1]?.toLowerCase();
  const picture = PICTURES.find((one) => one === (as ?? (ending === 'htm' ? 'html' : ending)));
  if (out !== undefined && picture === undefined) {
    throw new UsageError(
      `What is ${out} to be? Its ending is none of ${PICTURES.map((one) => `.${one}`).join(', ')}.`,
      {
        hint: 'Choose another ending, or tell it by --as svg.',
      },
    );
  }
  if (picture === 'png' && out === undefined)
    throw new UsageError('A PNG cannot be printed.', { hint: 'Name a file for it: -o plot.png' });
  return picture;
}

function readSite(text: string | undefined): { lon: number; lat: number } | undefined {
  if (text === undefined) return undefined;
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*[,\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
  const [lon, lat] = [Number(match?.[1] ?? Number.NaN), Number(match?.[2] ?? Number.NaN)];
  if (Math.abs(lat) <= 90 && Math.abs(lon) <= 360) return { lon, lat };
  throw new UsageError(`--site takes longitude and latitude in degrees, such as 13.4,42.3, not "${text}".`);
}

function readNumber(
  raw: RawCommand,
  name: string,
  isGood: (value: number) => boolean,
  form: string,
): number | undefined {
  const text = textFlag(raw, name);
  if (text === undefined) return undefined;
  const value = /^\d*\.?\d+(e-?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
  if (isGood(value)) return value;
  throw new UsageError(`--${name} takes ${form}, not "${text}".`);
}
