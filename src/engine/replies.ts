import * as v from 'valibot';
import {
  LoginError,
  NotAnEngineError,
  type OpenquakeError,
  RefusedError,
  ServerError,
  UnreachableError,
} from '../errors.js';
import { PASSING_STATUSES } from '../http/passing.js';
import { retryAfterSeconds } from '../http/retry.js';
import type { HttpReply } from '../http/transport.js';
import { isLoginRedirect } from './login-page.js';

/** What a reply was to, for messages. */
export interface Asked {
  readonly baseUrl: string;
  /** e.g. `the list of calculations`. */
  readonly what: string;
}

/** Of an address or a sentence of the server a message repeats this much. */
const MOST_SHOWN = 500;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** @returns the JSON of a body, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** @returns the value when it has the shape, undefined otherwise. */
export function matches<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> | undefined {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}

/**
 * Reads the JSON of a successful reply.
 * @throws OpenquakeError that fits the reply when it is not a success or has another shape.
 */
export async function readJson<Schema extends v.GenericSchema>(
  reply: HttpReply,
  schema: Schema,
  asked: Asked,
  parse: (text: string) => unknown = parseJson,
): Promise<v.InferOutput<Schema>> {
  const text = await reply.text();
  if (reply.status !== 200) throw replyFailure(reply, text, asked);
  const value = matches(schema, parse(text));
  if (value !== undefined) return value;
  throw new NotAnEngineError(
    `${asked.baseUrl} answered for ${asked.what} with something that is not an engine's answer.`,
    {
      hint: 'Check that this is the address of an OpenQuake engine server and not of another service.',
      facts: {
        host: asked.baseUrl,
        content_type: reply.headers['content-type'] ?? null,
        body_start: text.slice(0, 200),
      },
    },
  );
}

/**
 * @returns the error for a reply that is no success: the one place that knows what an engine server's
 * empty 403, redirect to the login page, HTML page or crash text means.
 */
export function replyFailure(reply: HttpReply, text: string, asked: Asked): OpenquakeError {
  const { baseUrl, what } = asked;
  const facts = { host: baseUrl, status: reply.status };
  if (reply.status === 401) {
    return new LoginError(`${baseUrl} wants a user and a password of its own (HTTP 401).`, {
      hint: 'That is a proxy in front of the engine, and not the engine: ask its owner for another way in.',
      facts,
    });
  }
  if (reply.refusedTo !== undefined) {
    return new LoginError(`${baseUrl} refuses ${what} to ${reply.refusedTo}.`, {
      hint: 'It belongs to another user, or needs more rights: ask its owner to share it (openquake share), or log in as another user (openquake login --username USER).',
      facts: { ...facts, username: reply.refusedTo, reason: 'forbidden' },
    });
  }
  if (reply.status === 403 || isLoginRedirect(reply)) {
    return new LoginError(`${baseUrl} wants a login for ${what}, or refuses it to you.`, {
      hint: 'openquake login',
      facts,
    });
  }
  const tls = reply.status === 400 ? tlsMisuse(text) : undefined;
  if (tls !== undefined) {
    return new UnreachableError(`${baseUrl} ${tls.says} (HTTP 400).`, { hint: tls.hint, facts });
  }
  if (REDIRECTS.has(reply.status)) {
    const target = reply.headers['location'] ?? 'another address';
    return new NotAnEngineError(
      `${baseUrl} redirects to ${target.length > MOST_SHOWN ? `${target.slice(0, MOST_SHOWN)}...` : target}.`,
      {
        hint: 'Name the address it redirects to after --host, if that is your engine server.',
        facts,
      },
    );
  }
  if (reply.status !== 200 && (reply.status < 400 || reply.status > 599)) {
    return new NotAnEngineError(
      `${baseUrl} answered for ${what} with HTTP ${reply.status}, as no engine does.`,
      {
        hint: 'Check that this is the address of an OpenQuake engine server and not of another service.',
        facts,
      },
    );
  }
  if (PASSING_STATUSES.has(reply.status)) {
    const later = retryAfterSeconds(reply.headers);
    return new UnreachableError(
      `${baseUrl} says that the engine does not answer just now (HTTP ${reply.status}).`,
      { facts: { ...facts, ...(later === undefined ? {} : { retry_after_s: later }) } },
    );
  }
  if (reply.status === 413) {
    return new RefusedError(
      `${baseUrl} refuses ${what}: the upload is larger than it allows (HTTP 413).`,
      413,
      {
        hint: 'Its administrator can raise the limit of the proxy in front (nginx: client_max_body_size).',
        facts,
      },
    );
  }
  if (reply.status === 404) {
    return new NotAnEngineError(`${baseUrl} does not know ${what} (HTTP 404).`, {
      hint: 'Check the address; a server in read-only mode, or behind a path prefix, answers so too.',
      facts,
    });
  }
  const words = firstWords(text, reply.headers['content-type'] ?? '');
  return new ServerError(
    `${baseUrl} failed on ${what} (HTTP ${reply.status})${words === '' ? '.' : `: ${words}`}`,
    reply.status,
    {
      facts: { host: baseUrl, body_start: text.slice(0, 2000) },
    },
  );
}

/** What nginx says of a connection that is not as it wants it; it speaks HTTP even there. */
function tlsMisuse(text: string): { readonly says: string; readonly hint: string } | undefined {
  if (/plain HTTP request was sent to HTTPS port/i.test(text))
    return { says: 'speaks TLS only', hint: 'Write https:// instead of http://.' };
  if (/No required SSL certificate was sent/i.test(text))
    return { says: 'wants a client certificate', hint: 'Name yours: --client-cert FILE --client-key FILE' };
  if (/SSL certificate error/i.test(text))
    return {
      says: 'does not accept your client certificate',
      hint: 'Ask its owner which authority must have signed it, and look whether it has expired.',
    };
  return undefined;
}

/** The sentence in a body worth showing: JSON's own error, the first line of a crash text, the title of a page. */
function firstWords(text: string, contentType: string): string {
  const json = parseJson(text);
  const error = matches(v.object({ error: v.string() }), json)?.error;
  if (error !== undefined) return error.slice(0, MOST_SHOWN);
  if (/html/.test(contentType) || /^\s*</.test(text)) {
    return (/<title>([^<]*)<\/title>/i.exec(text)?.[1] ?? '')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, MOST_SHOWN);
  }
  // Django's plain crash text: "TypeError at /v1/…", then the message on the next line.
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines
    .slice(0, / at \//.test(lines[0] ?? '') ? 2 : 1)
    .join(': ')
    .slice(0, MOST_SHOWN);
}
