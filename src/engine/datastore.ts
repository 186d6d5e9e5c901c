import { LoginError, NotFoundError } from '../errors.js';
import type { Transport } from '../http/transport.js';
import { fileNameOf, type ResultDownload } from './outputs.js';
import { replyFailure } from './replies.js';

/**
 * Starts the download of the HDF5 file in which the engine keeps a calculation, `calc_ID.hdf5`.
 * @throws NotFoundError when the server has none for it; LoginError when it does not give it away.
 */
export async function openDatastore(
  transport: Transport,
  id: number,
  signal?: AbortSignal,
): Promise<ResultDownload> {
  const reply = await transport.send({ method: 'GET', path: `/v1/calc/${id}/datastore`, once: true, signal });
  const fileName = fileNameOf(reply.headers['content-disposition'] ?? '');
  if (reply.status === 200 && fileName !== undefined) {
    const length = Number(reply.headers['content-length'] ?? Number.NaN);
    return { fileName, sizeBytes: Number.isSafeInteger(length) ? length : undefined, body: reply.body };
  }
  const text = await reply.text();
  const facts = { calculation_id: id, host: transport.baseUrl };
  if (reply.status === 404) {
    throw new NotFoundError(`${transport.baseUrl} has no datastore of calculation ${id}.`, { facts });
  }
  // The server says in words where it gives no datastore away; without them it wants a login.
  if (reply.status === 403 && text !== '' && text.length < 200) throw new LoginError(text, { facts });
  throw replyFailure(reply, text, { baseUrl: transport.baseUrl, what: `the datastore of calculation ${id}` });
}
