const ENTITY = /<!ENTITY\s+([^\s%"'<>]+)\s+(?:"([^"]*)"|'([^']*)'|(?:SYSTEM|PUBLIC)\s[^>]*)/g;
/** An entity may name others; what grows beyond this is an attack, not a logic tree. */
const MOST_CHARACTERS = 10_000;

/**
 * @param doctype the text of a DOCTYPE declaration.
 * @returns the text of each entity that it declares, empty for one that lies outside, since nothing is fetched.
 */
export function declaredEntities(doctype: string): Record<string, string> {
  const raw = new Map<string, string>();
  for (const [, name = '', double, single] of withoutComments(doctype).matchAll(ENTITY)) {
    // The first declaration counts.
    if (!raw.has(name)) raw.set(name, double ?? single ?? '');
  }
  const done = new Map<string, string>();
  for (const [name, value] of raw) {
    // Only entities declared before can be expanded, which rules out circles.
    let grown = 0;
    const text = value.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|([^;\s&]+));/g, (whole, hex, decimal, other) => {
      if (grown > MOST_CHARACTERS) return '';
      if (typeof other === 'string') {
        const inner = done.get(other) ?? PREDEFINED[other] ?? whole;
        grown += inner.length;
        return inner;
      }
      const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });
    done.set(name, text.slice(0, MOST_CHARACTERS));
  }
  return Object.fromEntries(done);
}

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Not a pattern: its time would grow with the square of the comments that do not end. */
function withoutComments(doctype: string): string {
  const [first = '', ...others] = doctype.split('<!--');
  return [
    first,
    ...others.map((text) => (text.includes('-->') ? text.slice(text.indexOf('-->') + 3) : '')),
  ].join('');
}
