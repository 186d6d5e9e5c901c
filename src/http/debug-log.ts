/** Told of every call: method, address, status (none when there was no reply) and milliseconds. Never a body. */
export type DebugLog = (method: string, url: URL, status: number | undefined, ms: number) => void;

/** The debug log of those who did not ask for one. */
export const silentDebugLog: DebugLog = () => undefined;

/** @returns a debug log that writes one line per call. */
export function debugLogTo(write: (line: string) => void): DebugLog {
  return (method, url, status, ms) => {
    write(`debug: ${method} ${url.pathname}${url.search} -> ${status ?? 'no reply'} in ${Math.round(ms)} ms`);
  };
}
