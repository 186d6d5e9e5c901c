import { decodeXml } from './xml/xml-encoding.js';

/** Logic trees are small; what is larger is not one. */
const MOST_CHARACTERS = 8_000_000;

/** @returns the first place in an XML file where a word stands on its own; nothing where it does not. */
export async function findWord(
  chunks: AsyncIterable<Uint8Array>,
  word: string,
): Promise<{ readonly line?: number; readonly column?: number }> {
  let text = '';
  for await (const piece of decodeXml(chunks)) {
    text += piece;
    if (text.length > MOST_CHARACTERS) return {};
  }
  const place = new RegExp(`\\b${word.replace(/\W/g, '\\$&')}\\b`).exec(text)?.index;
  if (place === undefined) return {};
  const lines = text.slice(0, place).split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
