import type { Readable } from 'node:stream';
import { ExportError, NoExporterError, NotFoundError, ServerError } from '../errors.js';
import type { Transport } from '../http/transport.js';
import { readJson, replyFailure } from './replies.js';
import type { Output } from './types.js';
import { outputListWire } from './wire.js';

/** An export on its way: the name the server gives it and its bytes. */
export interface ResultDownload {
  /** As in Content-Disposition, e.g. `output-13-report_9.rst`; a bare name, never trusted as a path. */
  readonly fileName: string;
  /** Announced length, where there is one. */
  readonly sizeBytes: number | undefined;
  readonly body: Readable;
}

/** An export runs to its end before the first byte comes. */
const EXPORT_WITHIN_MS = 60 * 60 * 1000;

/** @returns the outputs in the server's order; none when the calculation has none (yet) or does not exist. */
export async function listOutputs(transport: Transport, id: number, signal?: AbortSignal): Promise<Output[]> {
  const reply = await transport.send({
    method: 'GET',
    path: `/v1/calc/${id}/results`,
    answer: 'list',
    signal,
  });
  const asked = { baseUrl: transport.baseUrl, what: `the outputs of calculation ${id}` };
  if (reply.status === 404) {
    const text = await reply.text();
    if (text === '') return [];
    throw replyFailure(reply, text, asked);
  }
  const rows = await readJson(reply, outputListWire, asked);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    type: row.type,
    formats: row.outtypes,
    // -1 where the server does not know.
    sizeMb: row.size_mb === null || row.size_mb === undefined || row.size_mb < 0 ? undefined : row.size_mb,
  }));
}

/**
 * Starts the download of one output in one format.
 * @throws NotFoundError when there is no such output; ExportError with the engine's reason when it cannot export it.
 */
export async function openResult(
  transport: Transport,
  outputId: number,
  format: string,
  signal?: AbortSignal,
): Promise<ResultDownload> {
  const reply = await transport.send({
    method: 'GET',
    path: `/v1/calc/result/${outputId}`,
    once: true,
    query: { export_type: format },
    replyWithinMs: EXPORT_WITHIN_MS,
    signal,
  });
  const fileName = fileNameOf(reply.headers['content-disposition'] ?? '');
  if (reply.status === 200 && fileName !== undefined) {
    const length = Number(reply.headers['content-length'] ?? Number.NaN);
    return { fileName, sizeBytes: Number.isSafeInteger(length) ? length : undefined, body: reply.body };
  }
  const text = await reply.text();
  const facts = { output_id: outputId, format, host: transport.baseUrl };
  if (reply.status === 404 && text === '') {
    throw new NotFoundError(`No output ${outputId} on ${transport.baseUrl}.`, {
      hint: 'See openquake --list-outputs CALC_ID; an output id is not a calculation id.',
      facts,
    });
  }
  if (reply.status === 404 && /Nothing to export/.test(text)) {
    throw new ExportError(`The engine found nothing to export for output ${outputId} as ${format}.`, {
      facts,
    });
  }
  const cause = replyFailure(reply, text, {
    baseUrl: transport.baseUrl,
    what: `the export of output ${outputId} as ${format}`,
  });
  if (!(cause instanceof ServerError)) throw cause;
  const parts = { cause, facts: { ...facts, ...cause.facts } };
  // The engine's word for it, in the first line of its crash text.
  if (/DataStoreExportError|Could not export/.test(cause.message))
    throw new NoExporterError(cause.message, parts);
  throw new ExportError(cause.message, parts);
}

/** Reads the name out of Content-Disposition: quoted, unquoted with any character, or RFC 5987 encoded. */
export function fileNameOf(disposition: string): string | undefined {
  const encoded = /filename\*=(?:UTF-8|utf-8)''([^;]+)/.exec(disposition)?.[1];
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  }
  const quoted = /filename="((?:[^"\\]|\\.)*)"/.exec(disposition)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(.)/g, '$1');
  return /filename=([^;]+)/.exec(disposition)?.[1]?.trim();
}
