import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readXml, XmlError } from '../../../src/job/xml/xml.js';
import { type ScanVerdict, XmlScan } from '../../../src/job/xml/xml-scan.js';

const HEAD = '<?xml version="1.0" encoding="utf-8"?>\n';

/** Pieces of XML, whole and broken ones, of which random files are put together. */
const PIECES = [
  ...['<a>', '</a>', '<b>', '</b>', '<a/>', '<b x="1"/>', '<b x="1" y=\'2\'>', '<a x="1" x="2"/>', '<é/>'],
  ...['<p:a>', '</p:a>', '<p:a/>', '<q:a/>', '<a p:x="1"/>', '<a p:x="1" p:x="2"/>', '<a q:x="1"/>', '<a:/>'],
  ...['<r xmlns:p="urn:p">', '</r>', '<r xmlns:p="">', '<a xmlns:q="urn:q"/>', '<a xmlns="urn:d"/>', '<:a/>'],
  ...[
    ' ',
    '\n',
    '\r\n',
    '\t',
    'text',
    'é',
    '€',
    '😀',
    '\uFFFD',
    '\uFFFE',
    '\uFEFF',
    '\u0001',
    '\u007F',
    '\u0085',
  ],
  ...[
    '&amp;',
    '&lt;',
    '&nope;',
    '&#10;',
    '&#0;',
    '&',
    ']]>',
    ']',
    ']]',
    '<',
    '>',
    '"',
    "'",
    '=',
    '/',
    '</',
    '/>',
  ],
  ...[
    '<!-- c -->',
    '<!-- a -- b -->',
    '<!---->',
    '<!--->',
    '<!--',
    '-->',
    '<![CDATA[<x>]]>',
    '<?pi x?>',
    '<?',
  ],
  ...[
    '<!DOCTYPE a>',
    '<a x="<"/>',
    '<a x="&lt;&bad;"/>',
    '<a x = "1" />',
    '<a x="1"y="2"/>',
    '<a x=1/>',
    '<a x/>',
  ],
  ...[
    '<a\n  x="\n">',
    '</a >',
    '< a>',
    '</ a>',
    '<a x="]]>"/>',
    '<a x="\u0002"/>',
    '<1a/>',
    '<a-b.c_1/>',
    HEAD,
  ],
];

function scan(bytes: Uint8Array, cuts: readonly number[]): { verdict: ScanVerdict; told: string[] } {
  const told: string[] = [];
  const scanner = new XmlScan({
    wants: (name) => name !== 'r',
    opened: ({ name, depth, attribute }) => {
      if (name !== 'r') told.push(`${depth} ${name} ${attribute('x') ?? '-'}`);
    },
    closed: (name) => told.push(`/${name}`),
  });
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
  let start = 0;
  for (const end of ends) {
    // The scanner may not look at a piece again: its buffer is used for the next one.
    const piece = Uint8Array.from(bytes.subarray(start, end));
    if (!scanner.push(piece)) break;
    piece.fill(0x58);
    start = end;
  }
  return { verdict: scanner.end(), told };
}

/** The parser's word on the same bytes. */
async function parse(bytes: Uint8Array): Promise<{ error: XmlError | undefined; told: string[] }> {
  const told: string[] = [];
  let depth = 0;
  try {
    const chunks = (async function* () {
      yield bytes;
    })();
    await readXml(chunks, {
      opened(name, attributes) {
        if (name !== 'r') told.push(`${depth} ${name} ${attributes.get('x') ?? '-'}`);
        depth += 1;
      },
      closed(name) {
        if (name !== 'r') told.push(`/${name}`);
        depth -= 1;
      },
    });
    return { error: undefined, told };
  } catch (error) {
    if (error instanceof XmlError) return { error, told };
    throw error;
  }
}

async function mustAgree(
  text: string | Uint8Array,
  cuts: readonly number[] = [],
): Promise<ScanVerdict['kind']> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const { verdict, told } = scan(bytes, cuts);
  const parsed = await parse(bytes);
  if (verdict.kind === 'well-formed') {
    expect(parsed.error).toBeUndefined();
    expect(told).toEqual(parsed.told);
  }
  if (verdict.kind === 'broken') expect(parsed.error).toBeDefined();
  return verdict.kind;
}

const cuts = fc.array(fc.nat(), { maxLength: 6 });
/** Trees that are well-formed by their making. */
const { tree } = fc.letrec<{ tree: string; node: string }>((tie) => ({
  tree: fc
    .tuple(fc.constantFrom('a', 'b', 'p:c', 'longerName'), fc.array(tie('node'), { maxLength: 4 }))
    .map(([name, children]) => `<${name} x="1&amp;é">${children.join('')}</${name}>`),
  node: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('text', '\n', '€ 1.0 2.0', '<!-- x -->', '&lt;', '<a/>', '<b x=\'2\' y=""/>', '] ]]'),
    tie('tree'),
  ),
}));

describe('the fast scan of XML', () => {
  it('never contradicts the parser, whatever it reads and wherever it is cut', async () => {
    const seen = new Set<string>();
    const inRoot = fc.array(fc.constantFrom(...PIECES), { maxLength: 5 });
    const file = fc
      .tuple(
        fc.boolean(),
        fc.boolean(),
        inRoot,
        fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constantFrom(...PIECES)),
      )
      .map(
        ([declared, rooted, pieces, tail]) =>
          `${declared ? HEAD : ''}${rooted ? `<r xmlns:p="urn:p">${pieces.join('')}</r>` : pieces.join('')}${tail}`,
      );
    await fc.assert(
      fc.asyncProperty(file, cuts, async (text, at) => {
        seen.add(await mustAgree(text, at));
      }),
      { numRuns: 4000 },
    );
    expect([...seen].sort()).toEqual(['broken', 'unsure', 'well-formed']);
  });

  it('never contradicts the parser about bytes changed at random', async () => {
    const broken = fc.tuple(tree, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 2 }));
    await fc.assert(
      fc.asyncProperty(broken, cuts, async ([text, changes], at) => {
        const bytes = Buffer.from(`${HEAD}<r xmlns:p="urn:p">${text}</r>`);
        for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
        await mustAgree(bytes, at);
      }),
      { numRuns: 3000 },
    );
  });

  it('is sure of what source models are made of, and of every place where one is cut off', async () => {
    await fc.assert(
      fc.asyncProperty(tree, cuts, fc.nat(), async (text, at, cut) => {
        const whole = Buffer.from(`${HEAD}<r xmlns:p="urn:p">${text}</r>\n`);
        expect(await mustAgree(whole, at)).toBe('well-formed');
        const start = HEAD.length + 20;
        const end = start + (cut % (whole.length - start - 1));
        if (end < whole.length - 1) expect(await mustAgree(whole.subarray(0, end), at)).toBe('broken');
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a byte order mark', '\uFEFF<a/>', 'well-formed'],
    ['an end tag of another element', '<a>\n<b></a>', 'broken'],
    ['an end tag too few', '<a><b></b>', 'broken'],
    ['nothing', '', 'unsure'],
    ['DOCTYPE', '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', 'unsure'],
    ['another encoding', '<?xml version="1.0" encoding="iso-8859-1"?><a/>', 'unsure'],
    ['a wrong entity before a wrong end tag', '<a>&nope;</b>', 'unsure'],
    [
      'an attribute twice under two prefixes',
      '<a xmlns:p="u" xmlns:q="u"><b p:x="1" q:x="2"/></a>',
      'unsure',
    ],
    ['a second root', '<a/><b/>', 'unsure'],
  ])('%s: %s', async (_what, text, kind) => {
    expect(await mustAgree(text)).toBe(kind);
  });

  it('does not call a tag wrong when what stands before it is not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('<a>'), Buffer.from([0xff, 0xc0]), Buffer.from('</b>')]);
    expect(await mustAgree(bytes)).toBe('unsure');
  });

  it('tells where it broke and where the element began', () => {
    const { verdict } = scan(Buffer.from('<a>\n<b>\n</a>'), [5]);
    expect(verdict).toEqual({
      kind: 'broken',
      offset: 8,
      openedAt: 4,
      message: '</a> stands where </b> is due',
    });
  });
});
