import type { EngineServer } from '../engine/server.js';
import { ServerError, UnreachableError } from '../errors.js';
import type { Contact } from './contact.js';

/**
 * The first look at calculations that are to be followed. A wrong address fails at once, as it does for every command;
 * but an engine that tells its version and has only this one bad moment is asked again as later looks are.
 * @param look reads from the server, and changes nothing there.
 * @throws what `look` throws when the server does not tell its version either; else what {@link Contact.read} throws.
 */
export async function firstLook<Value>(
  server: Pick<EngineServer, 'versionNow'>,
  contact: Contact,
  look: () => Promise<Value>,
  signal?: AbortSignal,
): Promise<Value> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof UnreachableError || error instanceof ServerError)) throw error;
    try {
      await server.versionNow(signal);
    } catch {
      signal?.throwIfAborted();
      throw error;
    }
    return contact.read(look);
  }
}
