import { expect, it } from 'vitest';
import { parsePythonJson } from '../../src/engine/names.js';
import { declaredEntities } from '../../src/job/xml/xml-entities.js';
import { readNrml } from '../../src/job/xml/xml-tree.js';
import { readXml, XmlError } from '../../src/job/xml/xml.js';
import { readNpyJson } from '../../src/results/npy-json.js';
import { remoteFaults } from '../../src/services/remote-faults.js';
import { ExportError } from '../../src/errors.js';

async function* bytesOf(text: string | Buffer): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

const told = async (text: string | Buffer): Promise<string> => {
  let seen = '';
  await readXml(bytesOf(text), { text: (piece) => void (seen += piece) });
  return seen;
};

it('a megabyte of references to ten thousand characters is refused before it fills the memory', async () => {
  const bomb = `<!DOCTYPE a [<!ENTITY e "${'x'.repeat(10_000)}">]><a>${'&e;'.repeat(300_000)}</a>`;
  await expect(told(bomb)).rejects.toThrow(/entities grow beyond all measure/);
});

it('an entity of a megabyte of others is cut while it grows', () => {
  const doctype = `<!ENTITY a "${'x'.repeat(10_000)}"><!ENTITY b "${'&a;'.repeat(300_000)}">`;
  expect(declaredEntities(doctype)['b']?.length).toBe(10_000);
});

it.each([
  ['an external entity', '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', ''],
  ['a public one', '<!DOCTYPE a [<!ENTITY e PUBLIC "x" "http://evil.example/">]><a>&e;</a>', ''],
])('%s is not fetched', async (_what, text, expected) => {
  expect(await told(text)).toBe(expected);
});

it.each([
  ['a parameter entity', '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://evil.example/"> %p;]><a>&e;</a>'],
  ['100,000 elements in each other', '<a>'.repeat(100_000)],
  ['a circle of entities', '<!DOCTYPE a [<!ENTITY b "&c;"><!ENTITY c "&b;">]><a>&d;</a>'],
])('%s is refused', async (_what, text) => {
  await expect(told(text)).rejects.toBeInstanceOf(XmlError);
});

it('an attribute of 10 MB and a million siblings are read', async () => {
  await told(`<a b="${'x'.repeat(10_000_000)}"/>`);
  expect(await readNrml(bytesOf(`<nrml>${'<b/>'.repeat(1_000_000)}</nrml>`), 'logicTree')).toEqual([]);
}, 60_000);

it.each([0, 5, 6, 9, 10, 11])('a numpy file of %d bytes is refused', (bytes) => {
  const whole = Buffer.from("\x93NUMPY\x01\x00\xff\xff{'descr': '|S5'", 'latin1');
  expect(() => readNpyJson(whole.subarray(0, bytes))).toThrow(ExportError);
});

it('a megabyte of quotes is no JSON, in no time', () => {
  expect(parsePythonJson('\\"'.repeat(500_000))).toBeUndefined();
  expect(parsePythonJson(`["${'\\"'.repeat(500_000)}", NaN]`)).toEqual(['"'.repeat(500_000), null]);
});

it('an engine that names a file a hundred thousand times is heard for a while', () => {
  const job = { files: new Map([['r.xml', 'r.xml']]), ini: 'job.ini', parameters: new Map() };
  expect(remoteFaults([`'/t/r.xml', line 3 `.repeat(100_000)], job)).toMatchObject([{ file: 'r.xml' }]);
  expect(remoteFaults(['/t/r.xml: 3: bad\n'.repeat(100_000)], job)).toMatchObject([
    { file: 'r.xml', line: 3 },
  ]);
});
