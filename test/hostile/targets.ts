import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDuration, readMoment } from '../../src/durations.js';
import { parsePythonJson } from '../../src/engine/names.js';
import { fileNameOf } from '../../src/engine/outputs.js';
import { matches, parseJson } from '../../src/engine/replies.js';
import { isAtLeast, isVersion } from '../../src/engine/version.js';
import * as wire from '../../src/engine/wire.js';
import { OpenquakeError } from '../../src/errors.js';
import { cutTo, fit, widthOf } from '../../src/fit-text.js';
import { harmlessColours, harmlessJson } from '../../src/harmless-text.js';
import { parseHost } from '../../src/http/base-url.js';
import { refuseValue } from '../../src/job/checks/parameter-kinds.js';
import { decodeIni } from '../../src/job/ini-text.js';
import { parseIni } from '../../src/job/ini.js';
import { parsePythonLiteral, PythonLiteralError } from '../../src/python/python-literal.js';
import { readFloat, readInteger } from '../../src/job/python/python-number.js';
import { rebuildJob } from '../../src/job/rebuild-job.js';
import { declaredEntities } from '../../src/job/xml/xml-entities.js';
import { XmlScan } from '../../src/job/xml/xml-scan.js';
import { readNrml } from '../../src/job/xml/xml-tree.js';
import { readXml, XmlError } from '../../src/job/xml/xml.js';
import { rowWriter, unknownColumn } from '../../src/output/rows.js';
import { openProfiles } from '../../src/profiles.js';
import { isBareName, readDeliveredName } from '../../src/results/file-names.js';
import { readNpyJson } from '../../src/results/npy-json.js';
import { readGlobalOptions } from '../../src/settings.js';
import { answerCacheIn } from '../../src/services/answer-cache.js';
import { readLedger } from '../../src/services/calculation-ledger.js';
import { remoteFaults } from '../../src/services/remote-faults.js';
import { parseSelectors } from '../../src/services/selectors.js';
import { findServerPaths } from '../../src/services/server-paths.js';
import { runningLogLine, storedLogLine } from '../../src/views/log-line.js';
import { markedLogLine } from '../../src/views/log-rows.js';
import { safeLine } from '../../src/views/safe-text.js';
import { progressBar, taskProgressOf } from '../../src/views/task-progress.js';

/** Something that reads what others wrote. */
export interface Target {
  readonly name: string;
  /** Good or nearly good inputs, to be damaged. */
  readonly seeds: readonly (string | Buffer)[];
  /** @param folder an empty one, the same for every run. */
  read(bytes: Buffer, folder: string): Promise<unknown>;
}

/** @returns whether an error is one that a target throws on purpose. */
export function isOwn(error: unknown): boolean {
  return error instanceof OpenquakeError || error instanceof PythonLiteralError || error instanceof XmlError;
}

/** A target that reads text by several functions, each of which must get its turn. */
function ofText(
  name: string,
  seeds: readonly string[],
  ...readers: readonly ((text: string) => unknown)[]
): Target {
  return {
    name,
    seeds,
    async read(bytes) {
      const text = bytes.toString('utf8');
      let own: unknown;
      for (const reader of readers)
        try {
          await reader(text);
        } catch (error) {
          if (!isOwn(error)) throw error;
          own = error;
        }
      if (own instanceof Error) throw own;
    },
  };
}

/** A target that reads a file of a name. */
export function ofFile(
  name: string,
  file: string,
  seeds: readonly (string | Buffer)[],
  reader: (path: string, folder: string) => Promise<unknown>,
): Target {
  return {
    name,
    seeds,
    async read(bytes, folder) {
      const path = join(folder, file);
      await writeFile(path, bytes);
      await reader(path, folder);
    },
  };
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

const row = (message: string) => ({ time: '2026-11-22T15:27:00.10', level: 'INFO', process: 'p/1', message });
const IMTS = new Set(['PGA', 'SA', 'AvgSA']);
const KINDS =
  'boolean number number-or--999 numbers count counts integer positive-count probabilities coordinates dict numbers-by-name distances imt imts levels-by-imt words one-of:A|B comma-list-of:a|b list-of:A|B'.split(
    ' ',
  );
const JOB = {
  files: new Map([
    ['rupture.xml', 'rupture.xml'],
    ['a/b.csv', 'a/b.csv'],
  ]),
  ini: 'job.ini',
  parameters: new Map(),
};
const PAIRS: Readonly<Record<string, string>> = {};

const npy = (text: string): Buffer => {
  const head = `{'descr': '|S${text.length}', 'fortran_order': False, 'shape': (), }\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(head.length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    length,
    Buffer.from(head + text, 'latin1'),
  ]);
};

const XML = `<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE nrml [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>
<nrml xmlns="http://openquake.org/xmlns/nrml/0.5"><logicTree a='1'>&a;&c;<![CDATA[x]]><!-- y --></logicTree></nrml>`;

const PLAIN = { json: false, jsonl: false, quiet: false, columns: undefined, format: undefined };

/** Everything that reads what a server, an archive or a file of the user says. */
export const TARGETS: readonly Target[] = [
  {
    name: 'job file',
    seeds: ['[general]\ncalculation_mode = classical\nsites = 0 0,\n  1 1\n[b]\nx: "y"', '[DEFAULT]\na=1\n'],
    read: async (bytes) => parseIni(decodeIni(bytes, 'job.ini'), 'job.ini'),
  },
  ofText(
    'Python literal',
    [`{'PGA': [1, .5e-3, -2j], "b": ('x' 'y', None, True), 'c': {1, 2}}`, 'logscale(0.1, 2, 5)', '1_0'],
    parsePythonLiteral,
    readFloat,
    readInteger,
  ),
  ofText(
    'values of parameters',
    [
      "{'PGA': logscale(0.1, 2, 5)}",
      '10 20 30',
      '0 0 1, 1 1',
      'PGA, SA(0.1), AvgSA',
      '{"default": [(5, 1)]}',
    ],
    ...KINDS.map((kind) => (text: string) => refuseValue(kind, 'iml_disagg', text, IMTS)),
  ),
  {
    name: 'XML',
    seeds: [XML, Buffer.from(`\ufeff${XML}`.replace('utf-8', 'utf-16'), 'utf16le')],
    read: async (bytes) => readXml(inPieces(bytes), { starts: () => true }),
  },
  { name: 'NRML tree', seeds: [XML], read: async (bytes) => readNrml(inPieces(bytes), 'logicTree') },
  {
    name: 'XML scan',
    seeds: [XML],
    read: async (bytes) => {
      const scan = new XmlScan({ wants: () => true, opened: () => undefined });
      for await (const piece of inPieces(bytes)) if (!scan.push(piece)) break;
      return scan.end();
    },
  },
  ofText('document type', [XML.slice(39, 120), '<!ENTITY a "&b;"><!ENTITY b \'&a;\'>'], declaredEntities),
  {
    name: 'numpy text',
    seeds: [
      npy('{"inputs": {"job_ini": "/a/job.ini", "site": ["/b"]}, "x": [[1, 2]], "poes": [0.1]}'),
      npy(''),
    ],
    read: async (bytes) => rebuildJob((readNpyJson(bytes) ?? PAIRS) as Record<string, unknown>, new Map()),
  },
  {
    name: 'job that an engine remembers',
    seeds: ['{"inputs": {}, "a": "POLYGON((1 1, 2 2, 1 1))", "b": [[[1]]]}'],
    read: async (bytes) => {
      const remembered = readNpyJson(npy(bytes.toString('latin1')));
      return rebuildJob((remembered ?? PAIRS) as Record<string, unknown>, new Map());
    },
  },
  ofText(
    'row of a log',
    ['classical  50% [10 submitted, 0 queued]', 'Error: \u001b[31m\r\nx', 'Traceback\n  File "a", line 1'],
    (text) => runningLogLine(7, { ...row(text), time: text }),
    (text) => storedLogLine(7, { time: text, level: text, process: text, message: text }),
    (text) => markedLogLine(7, row(text), /a+/, (found) => found),
    (text) => {
      const progress = taskProgressOf(row(text));
      return progress === undefined ? undefined : progressBar(progress, 20);
    },
  ),
  ofText(
    'text to show',
    ['größer 地震 🌋\ttab', 'a   b\r\n\r\n c', '\u001b]8;;x\u0007'],
    safeLine,
    (text) => widthOf(text.slice(0, 2000)),
    harmlessColours,
    harmlessJson,
    (text) => cutTo(text, 40),
    (text) => fit(text, 40, 'right'),
  ),
  ofText(
    'what an engine says of files',
    [
      'No such file: /tmp/calc_7/rupture.xml',
      "filename '/tmp/x/rupture.xml', line 11: bad",
      '/tmp/a/b.csv: 32: mismatched tag: line 3, column 4',
      'openquake.baselib.InvalidFile: x in file "/t/a/b.csv"',
      'ValueError: truncation_level=-3',
    ],
    (text) => remoteFaults([text, `${text}\n${text}`], JOB),
    (text) => findServerPaths(text, JOB.files),
  ),
  ofText('selector', ['42', 'last-2', '12-15,@a,b,-1', '@tag'], (text) => parseSelectors([text])),
  ofText(
    'duration or moment',
    ['1.5h', '90', '2026-11-22 15:30:10.5+01:00'],
    (text) => readDuration(text, '--x'),
    (text) => readMoment(text, '--x'),
  ),
  ofText('host', ['my-host:8800', 'http://a/b', '[::1]:80', 'https://u:p@x?y#z'], parseHost),
  ofText(
    'name of a download',
    ['attachment; filename="a\\"b.csv"', "attachment; filename*=UTF-8''a%20b", 'filename=output-1-x.csv;'],
    fileNameOf,
    isBareName,
    (text) => readDeliveredName(text, 1, 'csv'),
  ),
  ofText(
    '--columns and --format',
    ['id,status', ' ID , ,Status', 'csv', 'tsv'],
    (text) => readGlobalOptions({ columns: text, format: text }, {}),
    (text) => {
      const listing = {
        columns: [{ key: 'id', header: 'ID', cell: () => text }],
        json: () => ({ id: text }),
        id: () => text,
      };
      const columns = readGlobalOptions({ columns: text }, {}).columns ?? [];
      return unknownColumn(listing, columns) ?? rowWriter(listing, { ...PLAIN, columns }, () => undefined);
    },
    (text) => {
      const listing = {
        columns: [{ key: 'id', header: 'ID', cell: () => text }],
        json: () => ({ id: text }),
        id: () => text,
      };
      for (const format of ['csv', 'tsv'] as const) {
        const written: string[] = [];
        const writer = rowWriter(listing, { ...PLAIN, format }, (line) => written.push(line));
        writer.add({});
        if (written.length !== 2) throw new Error('a row is not one row');
      }
    },
  ),
  ofText('version', ['3.26.2', '3.27.0-git1a2b3c'], isVersion, (text) => isAtLeast(text, 3, 22)),
  ofText(
    'JSON of the server',
    [
      '[{"id": 7, "status": "complete", "owner": "a", "tags": "a, b\u2605", "size_mb": 1}]',
      '{"description": NaN, "a": "NaN \\" -Infinity"}',
      '[["2026", "INFO", "p", "m"]]',
      '{"traceback": ["a"], "job_id": 1, "__proto__": {"x": 1}}',
    ],
    parsePythonJson,
    ...Object.values(wire).map((shape) => (text: string) => matches(shape, parseJson(text))),
  ),
  ofFile(
    'file of profiles',
    'config.json',
    ['{"profiles": {"lab": {"host": "my-host"}}, "current": "lab"}'],
    async (_path, folder) => {
      const profiles = openProfiles(folder, { now: () => 0, warn: () => undefined });
      await profiles.find('lab');
    },
  ),
  ofFile(
    'ledger of calculations',
    'calculations.jsonl',
    ['\n{"row": {"server": "x", "inputs": "y"}, "check": "z"}', '\n\n[]'],
    readLedger,
  ),
  ofFile('cache of answers', 'x.json', ['{"url": "u", "version": "v", "gsims": []}'], async (_path, folder) =>
    answerCacheIn(folder, () => 0).read('u', 'v'),
  ),
];
