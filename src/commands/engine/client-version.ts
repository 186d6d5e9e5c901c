import { createRequire } from 'node:module';

/** @returns the version of this program. */
export function clientVersion(): string {
  // Two levels below the package in the sources, one in the built program: look upwards for our own package.json.
  const require = createRequire(import.meta.url);
  for (const path of ['../package.json', '../../package.json', '../../../package.json']) {
    try {
      const found = require(path) as { name?: string; version?: string };
      if (found.name === 'openquake' && found.version !== undefined) return found.version;
    } catch {
      // Not at this level.
    }
  }
  return 'unknown';
}
