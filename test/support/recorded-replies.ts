import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Engine releases whose replies were recorded. */
export const RECORDED_ENGINES = ['3.23.5', '3.26.2'] as const;

/** What a real server was asked, and what it answered. */
export interface Recording {
  readonly request: { readonly method: string; readonly path: string; readonly query: string };
  readonly reply: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Buffer;
  };
}

export function recording(engine: string, name: string): Recording {
  const path = join(import.meta.dirname, '..', 'fixtures', 'replies', engine, `${name}.json`);
  const { request, reply } = JSON.parse(readFileSync(path, 'utf8')) as {
    request: Recording['request'];
    reply: Omit<Recording['reply'], 'body'> & { bodyText?: string; bodyBase64?: string };
  };
  const body =
    reply.bodyBase64 === undefined
      ? Buffer.from(reply.bodyText ?? '')
      : Buffer.from(reply.bodyBase64, 'base64');
  return { request, reply: { status: reply.status, headers: reply.headers, body } };
}
