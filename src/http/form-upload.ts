import { Readable } from 'node:stream';
import type { Upload } from './multipart.js';

/**
 * Builds the body of a form without a file, for a call that must know whether it was handed to the connection: one
 * that was may have been acted upon, whatever becomes of its answer.
 * @param onSent told when the connection has taken the body.
 */
export function formUpload(
  fields: Readonly<Record<string, string>>,
  onSent: (sentBytes: number, all: boolean) => void,
): Upload {
  const body = Buffer.from(new URLSearchParams(fields).toString());
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.length),
    },
    sizeBytes: body.length,
    open() {
      return new Readable({
        read() {
          onSent(body.length, true);
          this.push(body);
          this.push(null);
        },
      });
    },
  };
}
