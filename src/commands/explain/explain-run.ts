import { basename } from 'node:path';
import { parseSelector } from '../../services/selectors.js';
import { shellWord } from '../../views/shell-words.js';
import { type RawCommand, textsFlag } from '../command.js';
import { readRunOptions, type RunOptions } from '../engine/run-options.js';
import type { Explainer } from './explanation.js';

/** `--run`, `--run-hazard`, `--run-risk` and the verb `run`: pack, submit, wait, log, outputs, exports. */
export const explainRun: Explainer = (raw, curl) => {
  const options = readRunOptions(withPaths(raw));
  const params = textsFlag(raw, 'param');
  const { paths, chained, formats, hazardCalculation } = options;
  const lines: string[] = [];
  const several = paths.length > 1;
  const hazard =
    hazardCalculation === undefined ? undefined : curl.one(parseSelector(hazardCalculation, '--hc'));
  if (hazard?.startsWith('$') === true) lines.push(`HAZARD=${hazard}`);
  for (const [index, path] of paths.entries()) {
    const variable = several ? `ID${index + 1}` : 'ID';
    const isZip = /\.zip$/i.test(path);
    const archive = isZip ? path : several ? `job${index + 1}.zip` : 'job.zip';
    const start =
      several && chained && index > 0 ? '$ID1' : hazard?.startsWith('$') === true ? '$HAZARD' : hazard;
    if (!isZip) lines.push(zipLine(path, archive, params, start));
    const fields: Record<string, string> = isZip ? {} : { job_ini: basename(path) };
    if (start !== undefined) fields['hazard_job_id'] = start;
    lines.push(curl.submit(archive, fields, variable), `echo "calculation $${variable}"`);
    if (options.detach) continue;
    lines.push(
      curl.wait(`$${variable}`),
      curl.get(`/v1/calc/$${variable}/log/0:`),
      curl.get(`/v1/calc/$${variable}/results`),
    );
    if (formats !== undefined)
      lines.push(...curl.exportOutputs(`$${variable}`, options.exportDir ?? '.', formats));
  }
  return { oq: oqLine(options, params), curl: lines, notes: notesOf(options) };
};

/** The verb names its jobs as words, the flags as values. */
function withPaths(raw: RawCommand): RawCommand {
  return raw.args.length === 0 ? raw : { ...raw, flags: { ...raw.flags, run: raw.args } };
}

function zipLine(
  path: string,
  archive: string,
  params: readonly string[],
  start: string | undefined,
): string {
  const hazard = start === undefined ? '' : ` --hc ${start.startsWith('$') ? `"${start}"` : start}`;
  const changes = params.map((param) => ` -p ${shellWord(param)}`).join('');
  return `openquake zip ${shellWord(path)} -o ${shellWord(archive)} --overwrite${hazard}${changes}`;
}

/** What today's engine understands of the options: the log's level and file are told to it as to us. */
function oqLine(options: RunOptions, params: readonly string[]): string {
  const words = ['oq', 'engine', '--run', ...options.paths];
  if (options.hazardCalculation !== undefined) words.push('--hc', inOq(options.hazardCalculation));
  if (params.length > 0) words.push('--param', params.join(','));
  if (options.formats !== undefined) words.push('--exports', options.formats.join(','));
  if (!options.chained && options.paths.length > 1) words.push('--multi');
  if (options.logLevel !== 'info')
    words.push('--log-level', options.logLevel === 'progress' ? 'info' : options.logLevel);
  if (options.logFile !== undefined) words.push('--log-file', options.logFile);
  return words.map(shellWord).join(' ');
}

/** The engine knows ids and counts back; of anything else the id is to be looked up. */
function inOq(word: string): string {
  const selector = parseSelector(word, '--hc');
  return selector.kind === 'id'
    ? String(selector.id)
    : selector.kind === 'back'
      ? `-${selector.steps}`
      : 'CALC_ID';
}

function notesOf(options: RunOptions): string[] {
  const notes = [
    'Where the job file names a hazard_calculation_id, the server wants it as a field: -F hazard_job_id=ID.',
  ];
  if (options.paths.some((path) => !/\.zip$/i.test(path))) {
    notes.unshift('On a machine with an engine, "oq zip job.ini job.zip" packs as well.');
  }
  if (options.formats !== undefined) {
    notes.push('Exports of several files arrive as output-N-KEY-TYPE.zip, single files as output-N-NAME.');
  }
  return notes;
}
