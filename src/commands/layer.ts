import { rm } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { Context } from '../context.js';
import { LocalFileError, UsageError } from '../errors.js';
import type { ExitCodeName } from '../exit-codes.js';
import type { LayerSource } from '../results/layer/layer.js';
import { layersIn } from '../results/layer/layer-sources.js';
import { surveyLayer } from '../results/layer/survey-layer.js';
import { fetchLayerFiles } from '../services/layer/fetch-layer-files.js';
import { type LayerFormat, writeLayers } from '../services/layer/write-layers.js';
import { makeScratchFolder } from '../services/scratch-folder.js';
import { selectCalculation } from '../services/select-calculations.js';
import { humanSize } from '../views/sizes.js';
import { expandHome, isSet, type RawCommand, readCalculation, readInteger, textFlag } from './command.js';
import { mustBeFree } from './must-be-free.js';

interface LayerOptions {
  readonly from:
    | { readonly calculation: string; readonly output: string }
    /** A file or a folder, as typed. */
    | { readonly path: string };
  /** As typed; its ending tells the format. */
  readonly output: string;
  readonly format: LayerFormat;
  readonly overwrite: boolean;
  /** The only layer that is wanted. */
  readonly layer: string | undefined;
  readonly eventId: number | undefined;
}

const FORMATS: Readonly<Record<string, LayerFormat>> = {
  '.gpkg': 'gpkg',
  '.geojson': 'geojson',
  '.json': 'geojson',
  '.csv': 'csv',
};

/** `openquake layer CALC OUTPUT | FILE -o FILE.gpkg|.geojson|.csv [--layer NAME] [--event ID] [--overwrite]` */
export function parse(raw: RawCommand): LayerOptions {
  const [first = '', second] = raw.args;
  const output = textFlag(raw, 'output');
  if (output === undefined)
    throw new UsageError('layer needs -o with the file to write.', {
      hint: 'For example -o map.gpkg, -o map.geojson or -o map.csv.',
    });
  const format = FORMATS[extname(output).toLowerCase()];
  if (format === undefined)
    throw new UsageError(`The format of ${output} is not known.`, {
      hint: 'Let its name end in .gpkg, .geojson or .csv.',
    });
  const event = textFlag(raw, 'event');
  return {
    from:
      second === undefined
        ? { path: first }
        : { calculation: readCalculation(first, 'CALC'), output: second },
    output,
    format,
    overwrite: isSet(raw, 'overwrite'),
    layer: textFlag(raw, 'layer'),
    eventId: event === undefined ? undefined : readInteger(event, '--event'),
  };
}

/** Makes map layers with the engine's columns, in WGS 84, styled as the QGIS plugin of the engine does. */
export async function run(options: LayerOptions, context: Context): Promise<ExitCodeName> {
  const { printer, stopped } = context;
  const path = resolve(context.cwd, expandHome(context, options.output));
  await mustBeFree(path, options.output, options.overwrite, 'the layer');
  const scratch = 'path' in options.from ? undefined : await makeScratchFolder('layer');
  const live = await printer.live('Reading');
  try {
    const files = await filesOf(options, context, scratch, (words) => live.update(words));
    const wanted = chooseLayers(
      options,
      files,
      await layersIn(files, options.eventId, stopped).catch(inWords(files)),
    );
    const layers = [];
    for (const source of wanted) {
      live.update(`Reading ${source.name}`);
      const survey = await surveyLayer(source, stopped);
      layers.push({ source, survey });
    }
    live.update(`Writing ${basename(path)}`);
    const target = { path, shown: options.output, overwrite: options.overwrite };
    const written = await writeLayers(layers, options.format, target, stopped);
    live.stop();
    for (const { source, survey } of layers)
      printer.line(
        printer.mode.quiet
          ? source.name
          : `${options.output}: ${source.name}, ${featureWords(survey.features)}`,
      );
    printer.json({
      path,
      files: written,
      layers: layers.map(({ source, survey }) => ({
        name: source.name,
        about: source.about,
        geometry: source.geometry,
        features: survey.features,
        columns: source.columns,
        bbox: survey.extent ?? null,
        style_column: source.style.column ?? null,
      })),
    });
    return 'success';
  } finally {
    live.stop();
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}

/** @returns the path of what layers are made of. */
async function filesOf(
  { from }: LayerOptions,
  context: Context,
  scratch: string | undefined,
  tell: (words: string) => void,
): Promise<string> {
  if ('path' in from || scratch === undefined)
    return resolve(context.cwd, expandHome(context, 'path' in from ? from.path : '.'));
  const server = await context.engine();
  const { id } = await selectCalculation(server, from.calculation, context.stopped);
  tell(`Fetching ${from.output} of calculation ${id}`);
  const request = {
    calculationId: id,
    output: from.output,
    folder: scratch,
    clock: context.clock,
    signal: context.stopped,
  };
  await fetchLayerFiles(server, request, (bytes) =>
    tell(`Fetching ${from.output} of calculation ${id}, ${humanSize(bytes)}`),
  );
  return scratch;
}

function inWords(path: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new LocalFileError(`There is no file or folder ${path}.`, {
        cause: error,
        hint: 'layer takes an exported file, a folder of such, or a calculation and one of its outputs: openquake layer 42 hmaps -o map.gpkg',
      });
    }
    throw error;
  };
}

/** @throws UsageError where nothing can be drawn on a map, or one is to be chosen. */
function chooseLayers(
  { layer, format, output }: LayerOptions,
  path: string,
  { layers, unplaced }: { readonly layers: readonly LayerSource[]; readonly unplaced: readonly string[] },
): readonly LayerSource[] {
  const names = layers.map(({ name }) => name);
  if (layers.length === 0) {
    throw new UsageError(
      `${unplaced.length === 0 ? basename(path) : unplaced.join(', ')}: nothing in it has a place on a map.`,
      {
        hint: 'Layers come of hazard curves, maps and spectra, ground motion, ruptures, disaggregations, site models, and losses and damages by asset.',
      },
    );
  }
  const wanted =
    layer === undefined ? layers : layers.filter(({ name }) => name === layer || name.endsWith(`-${layer}`));
  if (wanted.length === 0)
    throw new UsageError(`There is no layer "${layer ?? ''}".`, { hint: `There are: ${names.join(', ')}.` });
  if (format === 'gpkg' || wanted.length === 1) return wanted;
  throw new UsageError(
    `${output} can hold one layer, and there are ${wanted.length}: ${wanted.map(({ name }) => name).join(', ')}.`,
    {
      hint: 'Name one with --layer, or write all of them into a file that ends in .gpkg.',
    },
  );
}

function featureWords(features: number): string {
  return features === 1 ? '1 feature' : `${features} features`;
}
