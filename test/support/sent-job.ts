import { basename } from 'node:path/posix';
import type { SeenRequest } from './stub-engine.js';

/** @returns the base name of the file that an engine takes for the job file of an upload: it ends with what the form says. */
export function sentJobFile(request: SeenRequest | undefined): string | undefined {
  const body = request?.body.toString('latin1') ?? '';
  const end = /name="job_ini"\r\n\r\n([^\r]*)\r\n/.exec(body)?.[1] ?? '.ini';
  // Each name stands at its contents, in readable letters.
  const names = [...body.matchAll(/openquake-[0-9a-f]{16}\/([\x20-\x7e]*?\.(?:ini|txt))/g)].flatMap(
    ([, name]) => name ?? [],
  );
  return names
    .toSorted()
    .map((name) => basename(name))
    .find((name) => name.endsWith(end));
}
