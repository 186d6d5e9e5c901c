import { BlockList, isIP } from 'node:net';
import { UsageError } from '../errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds the proxy for a server in the usual variables: `https_proxy` for https, `http_proxy` for http, `all_proxy` for
 * either; lower case wins. This machine is never asked for through a proxy, nor what `no_proxy` names: `*`, a name
 * with everything below it (a leading dot or `*.` changes nothing), an address, a network as `10.0.0.0/8`, each with a
 * port if need be.
 * @returns the proxy's address, with its user and password if it holds them: never print it as it is.
 * @throws UsageError when the variable names no http or https proxy.
 */
export function proxyFor(baseUrl: string, env: Environment): URL | undefined {
  const url = new URL(baseUrl);
  const scheme = url.protocol.slice(0, -1);
  // Servers hand a request's "Proxy:" header to CGI programs as HTTP_PROXY; no command line is run as one, so both count.
  const named = [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`, 'all_proxy', 'ALL_PROXY'].find(
    (name) => (env[name] ?? '') !== '',
  );
  if (named === undefined) return undefined;
  const host = bare(url.hostname).toLowerCase();
  if (isLoopback(host)) return undefined;
  const port = url.port === '' ? (scheme === 'https' ? '443' : '80') : url.port;
  const exceptions = (env['no_proxy'] ?? env['NO_PROXY'] ?? '')
    .split(/[,\s]+/)
    .filter((entry) => entry !== '');
  if (exceptions.some((entry) => exempts(entry.toLowerCase(), host, port))) return undefined;
  return readProxy(named, env[named] ?? '');
}

/** @returns the proxy's address as it may be shown. */
export function shownProxy(proxy: URL): string {
  return proxy.origin;
}

function readProxy(variable: string, text: string): URL {
  const candidate = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const proxy = URL.canParse(candidate) ? new URL(candidate) : undefined;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy;
  // The value may hold a password: it is not repeated.
  throw new UsageError(`The variable ${variable} names no proxy that can be used.`, {
    hint: `Set it to http://HOST:PORT, or name the server in NO_PROXY.`,
  });
}

function exempts(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, name = entry, entryPort] =
    /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? ([undefined, entry] as const);
  if (entryPort !== undefined && entryPort !== port) return false;
  const network = /^(.*)\/(\d{1,3})$/.exec(bare(name));
  if (network !== null) return isWithin(host, network[1] ?? '', Number(network[2]));
  const domain = bare(name).replace(/^\*?\./, '');
  return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}

function isWithin(host: string, network: string, bits: number): boolean {
  const version = isIP(network);
  if (version === 0 || isIP(host) !== version || bits > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(host, family);
}

/** @returns whether a name or address is this machine itself; of an IPv6 address with or without its brackets. */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    /^127(?:\.\d{1,3}){3}$/.test(name) ||
    name === '::1'
  );
}

/** @returns an IPv6 address without its brackets; anything else as it is. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
