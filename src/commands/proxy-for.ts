type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @returns the proxy that the environment names for a URL (`https_proxy`, `http_proxy`, `all_proxy`, in either case), unless
 * `no_proxy` leaves its host out; user and password are taken off.
 */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const read = (name: string): string => env[name.toLowerCase()] ?? env[name.toUpperCase()] ?? '';
  const text = read(`${url.protocol.slice(0, -1)}_proxy`) || read('all_proxy');
  if (text === '' || isLeftOut(url, read('no_proxy'))) return undefined;
  try {
    const proxy = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
    proxy.username = '';
    proxy.password = '';
    return proxy;
  } catch {
    return undefined;
  }
}

function isLeftOut(url: URL, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, name = '', port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (entry === '*') return true;
      if (port !== undefined && port !== url.port) return false;
      return url.hostname === name || url.hostname.endsWith(`.${name}`);
    });
}
