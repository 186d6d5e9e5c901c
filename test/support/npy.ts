/** What numpy writes of one text. */
export function npy(text: string): Buffer {
  const bytes = Buffer.from(text);
  return npyArray(`'|S${bytes.length}'`, [], bytes);
}

/** What numpy writes of an array. @param descr as it stands in the head: `'<f8'` with its quotes, or a list of fields. */
export function npyArray(
  descr: string,
  shape: readonly number[],
  data: Buffer,
  { isFortran = false, version = 1 }: { readonly isFortran?: boolean; readonly version?: number } = {},
): Buffer {
  const order = isFortran ? 'True' : 'False';
  const lengths = `(${shape.map((length) => `${length},`).join(' ')})`;
  const head = Buffer.from(`{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${lengths}, }\n`);
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(head.length);
  else length.writeUInt32LE(head.length);
  const magic = Buffer.from('\x93NUMPY', 'latin1');
  return Buffer.concat([magic, Buffer.from([version, 0]), length, head, data]);
}
