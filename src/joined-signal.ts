import { setMaxListeners } from 'node:events';

/** Two signals as one, for as long as a call lasts. */
export interface JoinedSignal<Signal = AbortSignal | undefined> {
  readonly signal: Signal;
  /** Lets go of both; afterwards `signal` is aborted by neither. */
  readonly release: () => void;
}

/**
 * Not AbortSignal.any: Node 20 keeps every signal that was joined to one that lives on, and a program that follows for
 * days makes thousands.
 */
export function joinSignals(one: AbortSignal, other: AbortSignal): JoinedSignal<AbortSignal>;
export function joinSignals(one: AbortSignal | undefined, other: AbortSignal | undefined): JoinedSignal;
export function joinSignals(one: AbortSignal | undefined, other: AbortSignal | undefined): JoinedSignal {
  if (one === undefined || other === undefined || one === other) {
    return { signal: one ?? other, release: () => undefined };
  }
  const joined = new AbortController();
  const sources = [one, other];
  const abort = (): void => joined.abort(sources.find(({ aborted }) => aborted)?.reason);
  if (one.aborted || other.aborted) abort();
  // As many as there are calls under way; Node would warn the user of the eleventh.
  setMaxListeners(0, one, other);
  for (const source of sources) source.addEventListener('abort', abort, { once: true });
  return {
    signal: joined.signal,
    release: () => {
      for (const source of sources) source.removeEventListener('abort', abort);
    },
  };
}
