/** What numpy writes of one text. */
export function npy(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = `{'descr': '|S${bytes.length}', 'fortran_order': False, 'shape': (), }\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(head.length);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(head), bytes]);
}
