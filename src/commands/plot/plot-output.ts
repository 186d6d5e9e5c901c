import { rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Context } from '../../context.js';
import { diskFault, LocalFileError } from '../../errors.js';
import { sweepLeftovers, temporaryIn } from '../../own-files/leftovers.js';
import { placeFile } from '../../results/place-file.js';
import type { Figure } from '../../views/plot/model.js';
import { safeLine } from '../../views/safe-text.js';
import { expandHome } from '../command.js';
import type { Picture, PlotOptions } from './plot-options.js';

/** Pixels that a picture is wide. */
const PICTURE_WIDTH = 900;
/** Columns where there is no terminal to ask. */
const PLAIN_COLUMNS = 100;

/** Prints a figure on stdout: as characters, or as the SVG or HTML that was asked for. */
export async function terminalPlot(figure: Figure, options: PlotOptions, context: Context): Promise<void> {
  const { printer, env } = context;
  if (options.picture !== undefined) {
    printer.line(String(await pictureOf(figure, options.picture, options)).trimEnd());
    return;
  }
  const { drawTerminal } = await import('../../views/plot/terminal/draw-terminal.js');
  const { columns, isColoured } = printer.looks.stdout;
  const asked = Number(env['COLUMNS']);
  const lines = drawTerminal(figure, {
    columns: options.width ?? columns ?? (Number.isInteger(asked) && asked > 0 ? asked : PLAIN_COLUMNS),
    rows: options.height,
    isColoured,
    isUnicode: hasUnicode(env),
  });
  printer.line(lines.join('\n'));
}

/** A locale that is set and is not UTF-8, and the console of Linux without a screen, have no braille and no blocks. */
function hasUnicode(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env['TERM'] === 'linux') return false;
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  );
  return locale === undefined || /utf-?8/i.test(locale);
}

/**
 * Writes a figure into a file, whole or not at all.
 * @returns the path as it was typed.
 * @throws LocalFileError where the disk refuses, or another file stands there.
 */
export async function writePicture(
  figure: Figure,
  options: PlotOptions,
  out: string,
  context: Context,
): Promise<string> {
  const shown = expandHome(context, out);
  const target = resolve(context.cwd, shown);
  const content = await pictureOf(figure, options.picture ?? 'svg', options);
  context.stopped.throwIfAborted();
  const temporary = await temporaryIn(dirname(target));
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    const placement = await placeFile(temporary, target, options.overwrite);
    if (placement === 'kept-other') {
      throw new LocalFileError(`${safeLine(shown)} exists and differs; it was kept.`, {
        hint: 'Give another name, or --overwrite.',
      });
    }
  } catch (error) {
    const fault = diskFault(error);
    if (fault === undefined) throw error;
    throw new LocalFileError(`${safeLine(shown)} cannot be written: ${fault.reason}.`, { cause: error });
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
    await sweepLeftovers(dirname(target));
  }
  return shown;
}

async function pictureOf(
  figure: Figure,
  picture: Picture,
  options: PlotOptions,
): Promise<string | Uint8Array> {
  const [{ drawSvg }, { naturalHeight }] = await Promise.all([
    import('../../views/plot/svg/draw-svg.js'),
    import('../../views/plot/svg/natural-height.js'),
  ]);
  const width = options.width ?? PICTURE_WIDTH;
  const size = { width, height: options.height ?? naturalHeight(figure, width) };
  if (picture === 'svg') return drawSvg(figure, { ...size, theme: 'light' });
  if (picture === 'html') {
    const { figurePage } = await import('../../views/plot/html/figure-page.js');
    return figurePage(figure.title, drawSvg(figure, { ...size, theme: 'auto' }));
  }
  const { FONT, renderPng } = await import('../../services/plot/render-png.js');
  return renderPng(drawSvg(figure, { ...size, theme: 'light', font: FONT }));
}
