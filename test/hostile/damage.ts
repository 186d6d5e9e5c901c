import fc from 'fast-check';

/** Pieces that mean something to one reader or another. */
const PIECES = [
  ...[
    '<',
    '>',
    '&',
    '"',
    "'",
    '\0',
    '\r',
    '\n',
    '\r\n',
    '<!--',
    ']]>',
    '<![CDATA[',
    '<!DOCTYPE a [',
    '&a;',
    '<?xml',
  ],
  ...[
    '{',
    '[',
    '(',
    '}',
    ']',
    ')',
    ',',
    ':',
    '=',
    '#',
    ';',
    "'''",
    '\\',
    '%',
    '..',
    '/',
    '-',
    '+',
    '_',
    '0x',
    '1e999',
  ],
  ...[
    'NaN',
    'null',
    '__proto__',
    'constructor',
    '\u001b[2J',
    '\u202e',
    '\ufeff',
    '\ud800',
    '🌋',
    '\u0301',
    '9'.repeat(400),
  ],
].map((piece) => Buffer.from(piece));
const INVALID = [
  ...[[0xff], [0xff, 0xfe], [0xfe, 0xff], [0xc3], [0xe2, 0x82], [0xf8, 0x88], [0x80], [0xed, 0xa0, 0x80]],
  ...[
    [0xef, 0xbb, 0xbf],
    [0x00, 0x3c],
    [0x3c, 0x00],
  ],
].map((bytes) => Buffer.from(bytes));

/** Cuts, doubles and overwrites pieces of good inputs, or makes bytes of nothing. */
export function damaged(seeds: readonly (string | Buffer)[]): fc.Arbitrary<Buffer> {
  const piece = fc.oneof(
    fc.constantFrom(...PIECES, ...INVALID),
    fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
    fc.string({ unit: 'binary', maxLength: 6 }).map((text) => Buffer.from(text)),
  );
  const change = fc.record({
    at: fc.nat(400),
    drop: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(12)),
    put: piece,
    times: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.nat(300)),
  });
  const ofSeed = fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 5 }))
    .map(([seed, changes]) =>
      changes.reduce(
        (bytes, { at, drop, put, times }) => {
          const place = Math.min(at, bytes.length);
          const put2 = Buffer.concat(Array<Buffer>(times).fill(put));
          return Buffer.concat([bytes.subarray(0, place), put2, bytes.subarray(place + drop)]);
        },
        Buffer.isBuffer(seed) ? seed : Buffer.from(seed),
      ),
    );
  const ofNothing = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.concat(pieces));
  return fc.oneof({ weight: 4, arbitrary: ofSeed }, { weight: 1, arbitrary: ofNothing });
}
