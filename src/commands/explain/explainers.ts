import { DEFAULT_FORMATS } from '../../services/export-outputs.js';
import { parseSelectors, type Selector } from '../../services/selectors.js';
import type { CurlWriter } from '../../views/curl-lines.js';
import { shellWord } from '../../views/shell-words.js';
import { isSet, type RawCommand, readFormats, textFlag, textsFlag } from '../command.js';
import { explainRun } from './explain-run.js';
import type { Explainer, Explanation } from './explanation.js';

const LIST = '/v1/calc/list?limit=1000000';

/** @returns an explanation without notes, or with some. */
function told(oq: string | undefined, curl: readonly string[], ...notes: readonly string[]): Explanation {
  return { oq, curl, notes };
}

/** The calculations that a flag's value or a verb's words name. */
function words(raw: RawCommand, flag: string): readonly string[] {
  const value = textsFlag(raw, flag)[0];
  return value === undefined ? raw.args : [value];
}

/** One line for each calculation of a flag or a verb. */
function each(
  raw: RawCommand,
  curl: CurlWriter,
  flag: string,
  oq: string | undefined,
  lines: (id: string) => readonly string[],
  ...notes: readonly string[]
): Explanation {
  const selectors = parseSelectors(words(raw, flag));
  return told(spelled(oq, selectors), curl.each(selectors, lines), ...notes);
}

/** A line of oq for each calculation; it knows ids and counts back, no ranges and no tags. */
function spelled(oq: string | undefined, selectors: readonly Selector[]): string | undefined {
  if (oq === undefined) return undefined;
  const ids = selectors.flatMap((one) =>
    one.kind === 'id' ? [String(one.id)] : one.kind === 'back' ? [`-${one.steps}`] : [],
  );
  return ids.length < selectors.length ? undefined : ids.map((id) => `${oq} ${id}`).join('\n');
}

const NAMES = 'Exports of several files arrive as output-N-KEY-TYPE.zip, single files as output-N-NAME.';

/** The explainers of the commands behind engine flags, by the name of the command. */
export const FLAG_EXPLAINERS: Readonly<Record<string, Explainer>> = {
  run: explainRun,
  'list-calculations': (raw, curl) =>
    told(
      isSet(raw, 'listRiskCalculations')
        ? 'oq engine --lrc'
        : isSet(raw, 'listCalculations')
          ? 'oq engine --lhc; oq engine --lrc'
          : 'oq engine --lhc',
      [curl.get(LIST)],
      'The server lists both kinds; risk is what has a calculation_mode that ends in risk, bcr or damage.',
    ),
  'list-outputs': (raw, curl) =>
    each(raw, curl, 'listOutputs', 'oq engine --lo', (id) => [curl.get(`/v1/calc/${id}/results`)]),
  'show-log': (raw, curl) =>
    each(raw, curl, 'showLog', 'oq engine --sl', (id) => [curl.get(`/v1/calc/${id}/log/0:`)]),
  'export-output': (raw, curl) => {
    const [output = '', folder = ''] = textsFlag(raw, 'exportOutput');
    const formats = readFormats(raw);
    return told(
      `oq engine --eo ${shellWord(output)} ${shellWord(folder)}${exportsWord(formats)}`,
      [curl.exportOutput(output, folder, formats ?? DEFAULT_FORMATS)],
      NAMES,
    );
  },
  'export-outputs': (raw, curl) => {
    const [id = '', folder = ''] = textsFlag(raw, 'exportOutputs');
    const formats = readFormats(raw);
    const selectors = parseSelectors([id]);
    const oq = spelled('oq engine --eos', selectors);
    return told(
      oq === undefined ? undefined : `${oq} ${shellWord(folder)}${exportsWord(formats)}`,
      curl.each(selectors, (one) => curl.exportOutputs(one, folder, formats ?? DEFAULT_FORMATS)),
      NAMES,
    );
  },
  'save-calculation': (raw, curl) => {
    const [id = '', folder = ''] = textsFlag(raw, 'saveHazardCalculation');
    const lines = curl.each(parseSelectors([id]), (one) => [
      curl.download(`/v1/calc/${one}/datastore`, folder),
    ]);
    return told(undefined, lines, 'The engine keeps the same file in its own data folder.');
  },
  'delete-calculation': (raw, curl) =>
    each(
      raw,
      curl,
      'deleteCalculation',
      isSet(raw, 'yes') ? 'oq engine --yes --dc' : 'oq engine --dc',
      (id) => [curl.post(`/v1/calc/${id}/abort`), curl.wait(id), curl.post(`/v1/calc/${id}/remove`)],
      'One that the engine is still starting cannot be aborted yet: ask again until it says success.',
    ),
  'delete-uncompleted': (_raw, curl) =>
    told(
      'oq engine --duc',
      [
        `for ID in $(${curl.get(LIST)} | tr '}' '\\n' | grep -E '"status": *"(failed|aborted)"' | grep -o '"id": *[0-9]*' | grep -o '[0-9]*$' | sort -rn); do`,
        `  ${curl.post('/v1/calc/$ID/remove')}`,
        'done',
      ],
      'The server removes only your own. One that runs must be aborted first: POST /v1/calc/ID/abort.',
    ),
  'make-html-report': (raw, curl) => {
    const day = textFlag(raw, 'makeHtmlReport') ?? 'today';
    const from = day === 'today' ? '$(date -u +%F)' : day;
    return told(
      `oq engine --make-html-report ${shellWord(day)}`,
      [curl.get(`${LIST}&start_time=${from}`)],
      'Lists what started on that day or later; for each: /v1/calc/ID, /v1/calc/ID/results, /v1/calc/ID/traceback.',
    );
  },
  abort: (raw, curl) => each(raw, curl, 'abort', 'oq abort', (id) => [curl.post(`/v1/calc/${id}/abort`)]),
  version: (_raw, curl) => told('oq --version', [curl.get('/v1/engine_version')]),
};

function exportsWord(formats: readonly string[] | undefined): string {
  return formats === undefined ? '' : ` --exports ${shellWord(formats.join(','))}`;
}

/** The explainers of verbs; those of the same deed are the same. */
export const VERB_EXPLAINERS: Readonly<Record<string, Explainer>> = {
  run: explainRun,
  jobs: (_raw, curl) => told('oq engine --lhc; oq engine --lrc', [curl.get(LIST)]),
  show: (raw, curl) =>
    each(raw, curl, '', undefined, (id) => [curl.get(`/v1/calc/${id}/status`), curl.get(`/v1/calc/${id}`)]),
  outputs: (raw, curl) => each(raw, curl, '', 'oq engine --lo', (id) => [curl.get(`/v1/calc/${id}/results`)]),
  logs: (raw, curl) =>
    each(raw, curl, '', 'oq engine --sl', (id) => [
      ...(isSet(raw, 'follow') ? [curl.wait(id)] : []),
      curl.get(`/v1/calc/${id}/log/0:`),
    ]),
  wait: (raw, curl) => each(raw, curl, '', undefined, (id) => [curl.wait(id)]),
  abort: (raw, curl) => each(raw, curl, '', 'oq abort', (id) => [curl.post(`/v1/calc/${id}/abort`)]),
  delete: (raw, curl) =>
    each(raw, curl, '', isSet(raw, 'yes') ? 'oq engine --yes --dc' : 'oq engine --dc', (id) => [
      curl.post(`/v1/calc/${id}/abort`),
      curl.wait(id),
      curl.post(`/v1/calc/${id}/remove`),
    ]),
  share: (raw, curl) => each(raw, curl, '', undefined, (id) => [curl.post(`/v1/calc/${id}/share`)]),
  unshare: (raw, curl) => each(raw, curl, '', undefined, (id) => [curl.post(`/v1/calc/${id}/unshare`)]),
  zip: (raw) => {
    const [path = ''] = raw.args;
    const output = textFlag(raw, 'output') ?? 'job.zip';
    return told(`oq zip ${shellWord(path)} ${shellWord(output)}`, [], 'Asks no server.');
  },
};
