import { DEFAULT_FORMATS } from '../../services/export-outputs.js';
import { parseSelectors } from '../../services/selectors.js';
import { shellWord } from '../../views/shell-words.js';
import { isSet, readFormats, textFlag, textsFlag } from '../command.js';
import { explainRun } from './explain-run.js';
import type { Explainer } from './explanation.js';
import { each, exportsWord, LIST, NAMES, spelled, told } from './told.js';

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
