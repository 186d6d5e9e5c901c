import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import { keepContact } from '../../services/contact.js';
import { firstLook } from '../../services/first-look.js';
import { pollPace } from '../../services/poll-pace.js';
import { safeText } from '../../views/safe-text.js';

const QUICKEST_LOOK_MS = 500;

/**
 * Finds what is to be followed or waited for, with the patience that the following itself has: see {@link firstLook}.
 * @param find looks on the server.
 * @throws what `find` throws when the server is no engine, or when patience ran out.
 */
export async function findFollowed<Found>(
  { printer, clock, globals, stopped }: Context,
  server: EngineServer,
  find: () => Promise<Found>,
): Promise<Found> {
  const pace = pollPace(clock, { quickestMs: QUICKEST_LOOK_MS });
  const events = {
    lost: (error: Error) =>
      printer.warn(`${safeText(error.message)} Trying again; the calculation itself may well go on.`),
    back: () => printer.warn(`${server.url} answers again.`),
  };
  const contact = keepContact(clock, pace, globals.patienceMs, events, stopped);
  return firstLook(server, contact, find, stopped);
}
