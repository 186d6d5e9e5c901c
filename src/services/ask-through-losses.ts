import type { Clock } from '../clock.js';
import { type Contact, keepContact } from './contact.js';
import { pollPace, type PollPace } from './poll-pace.js';
import type { DoubtEvent } from './submission-doubt.js';

/** A way to ask a server again and again, whatever is lost on the way. */
export interface Asking {
  readonly clock: Clock;
  readonly contact: Contact;
  readonly pace: Pick<PollPace, 'nextMs'>;
  readonly signal: AbortSignal | undefined;
}

interface Asker {
  readonly clock: Clock;
  readonly patienceMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: (event: DoubtEvent) => void;
}

const QUICKEST_LOOK_MS = 500;

/** @returns a way to ask what became of a submission; losses of contact are told. */
export function askThroughLosses({ clock, patienceMs, signal, onEvent }: Asker): Asking {
  const pace = pollPace(clock, { quickestMs: QUICKEST_LOOK_MS });
  const events = {
    lost: (error: Error, retryInMs: number) => onEvent({ kind: 'away', error, retryInMs }),
    back: () => onEvent({ kind: 'back' }),
  };
  return { clock, pace, signal, contact: keepContact(clock, pace, patienceMs, events, signal) };
}
