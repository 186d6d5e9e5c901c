import type { Selector } from '../services/selectors.js';
import { insideDoubleQuotes, shellWord } from './shell-words.js';

/** What the engine's server is asked, for a reader who has `sh`, `curl`, `grep` and `sed` and nothing of ours. */
export interface CurlWriter {
  /** A GET to stdout; `$NAME` in the path is the shell's. */
  get(path: string): string;
  /** A POST without a body. */
  post(path: string): string;
  /** A download under the server's own name into a folder. */
  download(path: string, folder: string): string;
  /** Lines for each calculation that selectors name; `id` is a number or `$ID`. */
  each(selectors: readonly Selector[], lines: (id: string) => readonly string[]): string[];
  /** A word that is the id of one calculation: a number, or a call that finds it. */
  one(selector: Selector): string;
  /** The export of one output in the first format that it has. */
  exportOutput(output: string, folder: string, formats: readonly string[]): string;
  /** The exports of all outputs of a calculation. */
  exportOutputs(id: string, folder: string, formats: readonly string[]): string[];
  /** Submits an archive and keeps the id of the calculation in a variable. */
  submit(archive: string, fields: Readonly<Record<string, string>>, variable: string): string;
  /** Waits for the end of a calculation. */
  wait(id: string): string;
}

/** Statuses after which nothing comes. */
const ENDED = '(complete|shared|failed|aborted|deleted)';

const IDS = `grep -o '"id": *[0-9]*' | grep -o '[0-9]*$'`;

/** More than any server holds. */
const WHOLE_LIST = '/v1/calc/list?limit=1000000';

/** How curl proves who it is, and whom it trusts; paths. */
export interface CurlTls {
  readonly caFile?: string | undefined;
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly insecure?: boolean | undefined;
}

/** @returns the options of curl that say the same, each with a blank before it; nothing where the server has no TLS. */
export function curlTlsWords(baseUrl: string, tls: CurlTls): string {
  if (!baseUrl.startsWith('https:')) return '';
  const named = [
    ['--cacert', tls.caFile],
    ['--cert', tls.clientCert],
    ['--key', tls.clientKey],
  ] as const;
  const words = named.map(([flag, file]) => (file === undefined ? '' : ` ${flag} ${shellWord(file)}`));
  return `${words.join('')}${tls.insecure === true ? ' --insecure' : ''}`;
}

/** @returns a writer of lines for one server; `tls` are words of {@link curlTlsWords}. */
export function curlWriter(baseUrl: string, tls = ''): CurlWriter {
  const url = (path: string): string => `"${insideDoubleQuotes(baseUrl)}${path}"`;
  const get = (path: string): string => `curl${tls} -fsS ${url(path)}`;
  const find = (selector: Selector): string => {
    switch (selector.kind) {
      case 'id':
        return String(selector.id);
      case 'back':
        return `$(${get(WHOLE_LIST)} | ${IDS} | sort -rn | sed -n ${selector.steps}p)`;
      case 'range':
        return `$(${get(WHOLE_LIST)} | ${IDS} | sort -n | awk '$1 >= ${selector.from} && $1 <= ${selector.to}')`;
      case 'tag': {
        const tag = insideDoubleQuotes(encodeURIComponent(selector.tag));
        return `$(${get(`${WHOLE_LIST}&filter_by_tag=${tag}`)} | ${IDS} | sort -n)`;
      }
    }
  };
  const exportOutput = (output: string, folder: string, formats: readonly string[]): string =>
    formats
      .map((format) => {
        const path = `/v1/calc/result/${output}?export_type=${format}`;
        return `curl${tls} -fsOJ --create-dirs --output-dir ${shellWord(folder)} ${url(path)}`;
      })
      .join(' ||\n  ');
  return {
    get,
    exportOutput,
    one: find,
    post: (path) => `curl${tls} -fsS -X POST ${url(path)}`,
    download: (path, folder) =>
      `curl${tls} -fsSOJ --create-dirs --output-dir ${shellWord(folder)} ${url(path)}`,
    each: (selectors, lines) => {
      if (selectors.every(({ kind }) => kind === 'id')) return selectors.flatMap((one) => lines(find(one)));
      const ids = selectors.map(find).join(' ');
      return [`for ID in ${ids}; do`, ...lines('$ID').map((line) => `  ${line}`), 'done'];
    },
    exportOutputs: (id, folder, formats) => [
      `for OUTPUT in $(${get(`/v1/calc/${id}/results`)} | ${IDS}); do`,
      `  ${exportOutput('$OUTPUT', folder, formats)} ||\n  echo "There is no exporter for output $OUTPUT" >&2`,
      'done',
    ],
    submit: (archive, fields, variable) => {
      const form = Object.entries(fields).map(([name, value]) =>
        value.startsWith('$') ? ` -F "${name}=${value}"` : ` -F ${shellWord(`${name}=${value}`)}`,
      );
      // curl reads a quoted name whole, whatever commas and semicolons it holds.
      const named = /[,;"\\]/.test(archive) ? `"${archive.replace(/["\\]/g, '\\$&')}"` : archive;
      const file = shellWord(`archive=@${named};filename=job.zip;type=application/zip`);
      return `${variable}=$(curl${tls} -fsS -F ${file}${form.join('')} ${url('/v1/calc/run')} | grep -o '"job_id": *[0-9]*' | grep -o '[0-9]*$')`;
    },
    wait: (id) =>
      `until ${get(`/v1/calc/${id}/status`)} | grep -Eq '"status": *"${ENDED}"'; do sleep 5; done`,
  };
}
