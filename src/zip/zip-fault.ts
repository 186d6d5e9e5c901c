/** What is wrong with an archive itself, in words that go on a sentence like "the archive is broken: ". */
export class ZipFault extends Error {}

/** yauzl and zlib throw plain errors; those of the file system carry a syscall and are not the archive's fault. */
export function isZipFault(error: unknown): error is Error {
  return error instanceof ZipFault || (error instanceof Error && isPlain(error));
}

function isPlain(error: Error): boolean {
  if ('syscall' in error || error.name === 'AbortError') return false;
  const code = 'code' in error ? String(error.code) : '';
  return error.constructor === Error || code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE';
}
