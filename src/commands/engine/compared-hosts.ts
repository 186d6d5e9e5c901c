import type { Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import { parseHost } from '../../http/base-url.js';

/**
 * @param text of `--host`, e.g. `lts-host,next-host`.
 * @returns the hosts, each once, the one that the others are held to first.
 * @throws UsageError when there are fewer than two.
 */
export function hostsToCompare(text: string | undefined): string[] {
  const hosts = (text ?? '')
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '');
  const twice = hosts.find(
    (host, index) => hosts.findIndex((other) => parseHost(other) === parseHost(host)) < index,
  );
  if (twice !== undefined) throw new UsageError(`--host names ${twice} twice.`);
  if (hosts.length >= 2) return hosts;
  throw new UsageError('--compare runs the same job on several hosts, and needs to be told which.', {
    hint: 'openquake --host lts-host,next-host --compare --run job.ini',
  });
}

/** @returns the world with one of several hosts as the chosen one. */
export function hostContext(context: Context, host: string): Context {
  return {
    ...context,
    globals: { ...context.globals, host, hostIsTyped: true },
    chosenHost: async () => Promise.resolve(parseHost(host)),
    engine: async () => context.engineAt(host),
  };
}

/** @returns a name for the folder of each host's results that any file system takes, each another one. */
export function foldersOfHosts(hosts: readonly string[]): string[] {
  const taken = new Set<string>();
  return hosts.map((host) => {
    const plain = parseHost(host)
      .replace(/^https?:\/\//, '')
      .replace(/[^A-Za-z0-9.-]+/g, '-');
    let name = plain;
    // http and https of one machine; results of one side must not lie over those of the other.
    for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${plain}-${count}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
