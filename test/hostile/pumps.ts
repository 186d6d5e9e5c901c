/**
 * What makes patterns slow: a piece again and again, and an end that spoils the match. A reader whose time grows with
 * the square of the length takes minutes for a megabyte.
 */
const PIECES = [
  ...[
    ' ',
    '\t',
    '\n',
    '\r',
    ' \n',
    '0',
    '1',
    '9',
    '_',
    '1_',
    'a',
    'A',
    'A_',
    '.',
    ',',
    ';',
    ':',
    '=',
    '/',
    '\\',
    '-',
  ],
  ...[
    '"',
    "'",
    '""',
    '\\"',
    "'a'",
    '[',
    ']',
    '(',
    '{',
    '[]',
    '()',
    '1,',
    '(1,',
    "{'a':",
    '<',
    '<a',
    '<a>',
    '<a/>',
  ],
  ...[
    '<!--',
    '<![CDATA[',
    '<?',
    '&',
    '&a;',
    '&#1;',
    '<!ENTITY ',
    '<!ENTITY a "b">',
    'a="1" ',
    'xmlns:a="b" ',
  ],
  ...[
    '@',
    '@a,',
    '@,',
    'last-1,',
    '1-2,',
    '\0',
    '\u001b[',
    '\u001b[1;',
    '\ufeff',
    'é',
    '🌋',
    '\u0301',
    '\ud800',
  ],
  ...[
    '/a',
    '/tmp/',
    'line 1',
    ': 1',
    'No such file',
    '/calc_1/',
    'No such file/calc_1/',
    'a.b.',
    'File "',
    'rupture.xml',
  ],
  ...[
    'filename=',
    'filename="',
    "filename*=UTF-8''",
    '%41',
    '50%',
    '50% [',
    '#\n',
    '\\\n',
    'SA(',
    '1e',
    'e+',
    '[a]\n',
    'a=1\n',
  ],
  ...['POLYGON((', '1 1,', '# ', '/rupture.xml', "'/rupture.xml', line 1", '{"a":', '"a":1,', 'NaN,', '-'],
];

const HEADS = ['', '[general]\na=', '<nrml>', '<!DOCTYPE a [', "{'a': '", '"', 'filename="', '@', '/'];
const TAILS = ['', 'x', '"', '\u0000', ']'];

/** @returns texts of about so many characters; far apart in what they are made of. */
export function* pumped(length: number): Generator<string> {
  for (const [nth, piece] of PIECES.entries()) {
    const body = piece.repeat(Math.ceil(length / piece.length));
    yield body;
    yield `${HEADS[nth % HEADS.length] ?? ''}${body}${TAILS[nth % TAILS.length] ?? ''}`;
    yield `${piece === 'a' ? '1' : 'a'}${body}${TAILS[(nth + 1) % TAILS.length] ?? ''}`;
  }
}
