import { isIPv6 } from 'node:net';
import { UsageError } from '../errors.js';

/** Port of `oq webui start` where nothing else is said. */
const ENGINE_PORT = 8800;

/**
 * Turns what a user types after `--host` into a base URL without a trailing slash.
 * `my-host` and `my-host:9000` mean plain HTTP (port 8800 unless given); a full URL is taken as it stands, with its
 * path prefix and with the default port of its scheme; a bare IPv6 address gets its brackets.
 * @throws UsageError when the text names no host.
 */
export function parseHost(host: string): string {
  const text = host.trim();
  const hint = 'Give a host as my-host, my-host:8800 or http://my-host:8800/prefix.';
  if (text === '') throw new UsageError('The host is empty.', { hint });
  if (text.includes(','))
    throw new UsageError(`"${host}" names several hosts, and this goes to one.`, {
      hint: 'Several hosts go with --compare: openquake --host A,B --compare --run job.ini',
    });
  if (/^(?:https?:)?\/|^https?:$/i.test(text) && !/^https?:\/\//i.test(text))
    throw new UsageError(`"${host}" is not a host.`, { hint });
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const candidate = hasScheme ? text : `http://${isIPv6(text) ? `[${text}]` : text}`;
  let url: URL;
  try {
    url = new URL(candidate);
  } catch (cause) {
    throw new UsageError(`"${host}" is not a host.`, { hint, cause });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new UsageError(`"${host}" is not an http or https address.`, { hint });
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('A password in the host would end up in logs and process lists.', {
      hint: 'Name the host without user and password.',
    });
  }
  if (url.search !== '' || url.hash !== '') {
    throw new UsageError(`"${host}" has a query or a fragment; a server address has none.`, { hint });
  }
  // URL drops a port that is the scheme's own, so look at the text: "my-host:80" asks for 80, not for 8800.
  const portGiven = /:\d+$/.test(hasScheme ? url.host : (text.split('/')[0] ?? '')) && !isIPv6(text);
  if (!hasScheme && !portGiven) url.port = String(ENGINE_PORT);
  return `${url.origin}${withoutEndSlashes(url.pathname)}`;
}

/** Not `/\/+$/`, whose time grows with the square of the slashes. */
function withoutEndSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}
