import { DEFAULT_FORMATS } from '../../services/export-outputs.js';
import { parseSelectors } from '../../services/selectors.js';
import type { CurlWriter } from '../../views/curl-lines.js';
import { shellWord } from '../../views/shell-words.js';
import { isSet, type RawCommand, readFormats, textFlag } from '../command.js';
import { explainRun } from './explain-run.js';
import type { Explainer, Explanation } from './explanation.js';
import { each, exportsWord, LIST, NAMES, spelled, told } from './told.js';

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
  export: (raw, curl) => {
    const [id = '', folder = '.'] = raw.args;
    const formats = readFormats(raw);
    const selectors = parseSelectors([id]);
    const oq = spelled('oq engine --eos', selectors);
    return told(
      oq === undefined ? undefined : `${oq} ${shellWord(folder)}${exportsWord(formats)}`,
      curl.each(selectors, (one) => curl.exportOutputs(one, folder, formats ?? DEFAULT_FORMATS)),
      NAMES,
      ...(raw.flags['output'] === undefined
        ? []
        : ['Exports every output; take those out that are not meant.']),
    );
  },
  tags: (_raw, curl) => told(undefined, [curl.get('/v1/calc/list_tags')]),
  'tags add': (raw, curl) => tagged(raw, curl, 'add_tag'),
  'tags remove': (raw, curl) => tagged(raw, curl, 'remove_tag'),
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

/** The server changes tags by GET. */
function tagged(raw: RawCommand, curl: CurlWriter, call: string): Explanation {
  const [tag = '', ...calculations] = raw.args;
  const path = `${call}/${encodeURIComponent(tag)}`;
  return told(
    undefined,
    curl.each(parseSelectors(calculations), (id) => [curl.get(`/v1/calc/${id}/${path}`)]),
  );
}
