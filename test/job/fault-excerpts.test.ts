import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultExcerpt, InputFault } from '../../src/errors.js';
import { withExcerpts } from '../../src/job/fault-excerpts.js';
import { faultedFiles } from '../../src/job/faulted-files.js';
import { walkJob } from '../../src/job/inputs.js';
import { LineWindows } from '../../src/job/line-windows.js';
import { folderOf, job, zipOf } from './job-folder.js';

async function* pieces(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Promise.resolve(Buffer.from(chunk));
}

const fault = (line: number | undefined, column?: number, file = 'a.xml'): InputFault => ({
  file,
  line,
  column,
  message: 'wrong',
});

async function excerptOf(
  content: readonly (string | Uint8Array)[],
  line: number,
  column?: number,
): Promise<FaultExcerpt | undefined> {
  const [found] = await withExcerpts([fault(line, column)], () => Promise.resolve(pieces(...content)));
  return found?.excerpt;
}

const whole = (text: string): FaultExcerpt => ({ text, start: 0, goesOn: false });

describe('the line of a fault', () => {
  it('are few enough to be read, however many there are', async () => {
    const faults = Array.from({ length: 200_000 }, (_, index) => ({ file: 'a', message: `m${index}` }));
    const told = await withExcerpts([...faults, { file: 'b', message: 'other' }], () =>
      Promise.resolve(undefined),
    );
    expect(told).toHaveLength(301);
    expect(told.at(-2)?.message).toBe('m299; and 199700 more in this file');
    expect(told.at(-1)?.message).toBe('other');
  });

  it.each([
    ['LF', 'one\ntwo\nthree'],
    ['CR LF', 'one\r\ntwo\r\nthree'],
    ['CR', 'one\rtwo\rthree'],
    ['a mixture', 'one\r\ntwo\rthree'],
  ])('is found with %s', async (_what, text) => {
    expect(await excerptOf([text], 2, 1)).toEqual(whole('two'));
    expect(await excerptOf([text], 3)).toEqual(whole('three'));
    expect(await excerptOf([text], 4)).toBeUndefined();
  });

  it('is the same wherever the pieces are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'bc', '\n', '\r', '\r\n', '\t'), { maxLength: 30 }),
        fc.array(fc.nat(40), { maxLength: 5 }),
        (parts, cuts) => {
          const text = parts.join('');
          const lines = text.split(/\r\n|\n|\r/);
          const places = lines.map((_line, index) => ({ line: index + 1, column: 1 }));
          const windows = new LineWindows([...places, { line: lines.length + 1 }]);
          const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
          at.slice(1).forEach((end, index) => windows.take(text.slice(at[index], end)));
          expect(places.map((place) => windows.excerpt(place)?.text)).toEqual(lines);
        },
      ),
    );
  });

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFFé\n地震', 'utf8')],
    ['UTF-16 with a byte order mark', Buffer.from('\uFEFFé\n地震', 'utf16le')],
  ])('is decoded: %s', async (_what, bytes) => {
    expect(await excerptOf([bytes], 1, 1)).toEqual(whole('é'));
    expect(await excerptOf([bytes], 2, 2)).toEqual(whole('地震'));
    // Also where the bytes of a character come in two pieces.
    expect(await excerptOf([bytes.subarray(0, -1), bytes.subarray(-1)], 2, 2)).toEqual(whole('地震'));
  });

  it('is decoded by the declaration of an XML file, and shows what fits no encoding', async () => {
    const latin1 = Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?>\n<a>é</a>', 'latin1');
    expect(await excerptOf([latin1], 2, 4)).toEqual(whole('<a>é</a>'));
    expect(await excerptOf([Buffer.from('key = é', 'latin1')], 1, 7)).toEqual(whole('key = \uFFFD'));
  });

  it('is kept around the column only, however long it is', async () => {
    const piece = 'x'.repeat(65_536);
    const column = 20 * piece.length + 1;
    const chunks = [...Array<string>(20).fill(piece), 'HERE', ...Array<string>(20).fill(piece)];
    const excerpt = await excerptOf(chunks, 1, column);
    expect(excerpt?.goesOn).toBe(true);
    expect(excerpt?.text.length).toBeLessThan(1000);
    expect(excerpt?.text.slice(column - 1 - excerpt.start).startsWith('HERE')).toBe(true);
  });

  it('never begins or ends with half a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 300, maxLength: 900 }),
        fc.nat(900),
        (line, column) => {
          const text = line.replace(/[\r\n]/g, '');
          const place = { line: 1, column: column + 1 };
          const windows = new LineWindows([place]);
          windows.take(text);
          const excerpt = windows.excerpt(place);
          expect(excerpt?.text).not.toMatch(/\p{Surrogate}/u);
          expect(text.slice(excerpt?.start).startsWith(excerpt?.text ?? '?')).toBe(true);
        },
      ),
    );
  });
});

describe('the faults of a job', () => {
  it('are read with one pass per file, up to the last line that is wanted', async () => {
    const opened: string[] = [];
    let read = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        read += 1;
        yield Promise.resolve(Buffer.from('line\n'));
      }
    }
    const faults = [fault(3, 1), fault(7), fault(2, 2, 'b.xml'), fault(undefined), fault(3, 2)];
    const found = await withExcerpts(faults, (file) => {
      opened.push(file);
      return Promise.resolve(endless());
    });
    expect(opened).toEqual(['a.xml', 'b.xml']);
    expect(read).toBeLessThanOrEqual(10);
    expect(found.map(({ excerpt }) => excerpt?.text)).toEqual(['line', 'line', 'line', undefined, 'line']);
  });

  it('stay as they are where the file cannot be read', async () => {
    const faults = [fault(1, 1)];
    expect(await withExcerpts(faults, () => Promise.resolve(undefined))).toEqual(faults);
    expect(await withExcerpts(faults, () => Promise.reject(new Error('gone')))).toEqual(faults);
  });

  it('have the lines of plain files, of members of a zip and of the job file', async () => {
    const folder = folderOf({
      'job.ini': job('exposure_file = expo.zip', 'gsim_logic_tree_file = gsim.xml'),
      'gsim.xml': '<nrml>\n<open>\n</nrml>',
      'expo.zip': zipOf({ 'exposure.xml': '<nrml>\n  <broken></nrml>' }),
    });
    const { walk } = await walkJob('job.ini', { cwd: folder });
    const found = await withExcerpts([...walk.faults, fault(1, 1, 'job.ini')], faultedFiles(folder, walk));
    const shown = found.map(({ file, excerpt }) => `${file}: ${excerpt?.text ?? 'none'}`);
    expect(shown).toContain('job.ini: [general]');
    expect(shown).toContain('gsim.xml: </nrml>');
    expect(shown).toContain('expo.zip/exposure.xml:   <broken></nrml>');
  });
});
