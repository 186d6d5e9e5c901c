import { TextDecoder } from 'node:util';
import { XmlError } from './xml-error.js';

interface Decoder {
  decode(bytes: Uint8Array, last: boolean): string;
}

/** Enough for a byte order mark and an XML declaration. */
const PROLOGUE_BYTES = 1024;

/**
 * Decodes XML as it comes in: by the byte order mark, else by the XML declaration, else UTF-8.
 * @throws XmlError for bytes that are not in the encoding, or an encoding nobody knows.
 */
export async function* decodeXml(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let held: Uint8Array | undefined = new Uint8Array();
  let decoder: Decoder | undefined;
  let line = 1;
  const decode = (bytes: Uint8Array, last: boolean): string => {
    decoder ??= decoderFor(bytes);
    try {
      const text = decoder.decode(bytes, last);
      line += text.split('\n').length - 1;
      return text;
    } catch (error) {
      throw new XmlError('a character that does not fit the encoding of the file', line, undefined, error);
    }
  };
  for await (const chunk of chunks) {
    const bytes: Uint8Array = held === undefined ? chunk : Buffer.concat([held, chunk]);
    held = held !== undefined && bytes.length < PROLOGUE_BYTES ? bytes : undefined;
    if (held === undefined) yield decode(bytes, false);
  }
  yield decode(held ?? new Uint8Array(), true);
}

function decoderFor(start: Uint8Array): Decoder {
  const label = encodingOf(start);
  // WHATWG reads "iso-8859-1" as windows-1252, XML readers do not.
  if (/^(?:iso-8859-1|latin-?1)$/i.test(label)) {
    return {
      decode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
    };
  }
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(label, { fatal: true });
  } catch (error) {
    throw new XmlError(`nobody knows the encoding ${label}`, 1, undefined, error);
  }
  return { decode: (bytes, last) => decoder.decode(bytes, { stream: !last }) };
}

/** @returns the encoding of a file that begins so, as XML has it: byte order mark, else declaration, else UTF-8. */
export function encodingOf(start: Uint8Array): string {
  const [first, second, third] = start;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0x3c && second === 0) return 'utf-16le';
  if (first === 0 && second === 0x3c) return 'utf-16be';
  const head = Buffer.from(start.subarray(0, PROLOGUE_BYTES)).toString('latin1');
  const declared = /^<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(head)?.[1];
  // A declaration that can be read byte by byte is not in UTF-16, whatever it says.
  return declared === undefined || /^utf-?16/i.test(declared) ? 'utf-8' : declared;
}
