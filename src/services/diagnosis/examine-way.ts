import { reasonOf } from '../../http/failure.js';
import { type CertificateFacts, lookUpName, tryTcp, tryTls } from '../../http/reach.js';
import type { TlsOptions } from '../../http/tls.js';
import { broken, doubtful, fine, type Finding } from './finding.js';

/** How a server is reached. */
export interface Way {
  readonly url: URL;
  /** The proxy in between, without its password; names and connections are its business then. */
  readonly proxy: URL | undefined;
  /** Milliseconds that each step may take. */
  readonly withinMs: number;
  readonly nowMs: number;
  /** What our TLS connections are opened with. */
  readonly tls?: TlsOptions | undefined;
  /** Whether certificates are not judged, as the user asked. */
  readonly insecure?: boolean;
}

const DAY_MS = 86_400_000;
/** A certificate that ends within this time is worth a word. */
const SOON_MS = 14 * DAY_MS;

/** Goes the way to a server step by step: name, connection, TLS. Ends with the first step that cannot be made. */
export async function* examineWay(way: Way): AsyncGenerator<Finding, void, void> {
  const { url, proxy, withinMs } = way;
  const next = proxy ?? url;
  const host = bareHost(next);
  const port = portOf(next);
  if (proxy !== undefined) {
    yield fine('proxy', `${proxy.protocol}//${proxy.host} stands in between, as the environment says`);
  }
  const name = await lookUpName(host, withinMs);
  if (!name.ok) {
    yield broken(
      'name',
      `${host}: ${reasonOf(name.code) ?? name.message}`,
      `Check the spelling of ${host}, and that this machine is in the right network (VPN).`,
      'unreachable',
    );
    return;
  }
  yield fine('name', `${host} is ${name.addresses.join(', ')} (${roundMs(name.tookMs)})`);
  const tcp = await tryTcp(host, port, withinMs);
  if (!tcp.ok) {
    yield broken(
      'tcp',
      `${next.host}: ${reasonOf(tcp.code) ?? tcp.message}`,
      tcp.code === 'ECONNREFUSED'
        ? `Check the port (an engine listens on 8800 unless told otherwise) and that the server runs: oq webui start`
        : 'Check the address, the firewall and the network (VPN).',
      'unreachable',
    );
    return;
  }
  yield fine('tcp', `${host} takes connections on port ${port} (${roundMs(tcp.tookMs)})`);
  if (url.protocol === 'https:' && proxy === undefined) yield* examineTls(way, host, port);
}

async function* examineTls(way: Way, host: string, port: number): AsyncGenerator<Finding, void, void> {
  const tls = await tryTls(host, port, way.withinMs, way.tls);
  if (!tls.ok) {
    const isPlain = /WRONG_VERSION|EPROTO|PACKET_LENGTH|HTTP_REQUEST/.test(`${tls.code} ${tls.message}`);
    yield broken(
      'tls',
      isPlain
        ? `port ${port} of ${host} does not speak TLS`
        : `${host}: ${reasonOf(tls.code) ?? tls.message}`,
      isPlain
        ? `Name it with http: --host http://${way.url.host}${way.url.pathname.replace(/\/$/, '')}`
        : 'Check the port, and what stands in front of the engine.',
      'unreachable',
    );
    return;
  }
  yield judgeCertificate(way, tls.certificate);
}

function judgeCertificate(way: Way, certificate: CertificateFacts): Finding {
  const { names, issuer, validToMs, distrust } = certificate;
  const until = Number.isNaN(validToMs) ? 'an unknown day' : new Date(validToMs).toISOString().slice(0, 10);
  const words = `certificate for ${names.join(', ')}, by ${issuer}, valid until ${until}`;
  if (distrust !== undefined && way.insecure === true) {
    return doubtful(
      'tls',
      `${words}; not trusted (${distrust}), and --insecure lets it pass`,
      'Trust its authority instead.',
    );
  }
  if (distrust !== undefined) {
    return broken(
      'tls',
      `${words}; ${reasonOf(distrust) ?? distrust}`,
      /ALTNAME/.test(distrust)
        ? `Name the host as the certificate does: ${names.join(' or ')}.`
        : /EXPIRED/.test(distrust)
          ? 'Its administrator must renew it.'
          : 'Ask for the certificate of its authority and name the file with --ca-file.',
      'unreachable',
    );
  }
  if (validToMs - way.nowMs < SOON_MS) {
    return doubtful('tls', `${words}: soon`, 'Its administrator should renew it.');
  }
  return fine('tls', words);
}

/** @returns the port that a URL means. */
function portOf(url: URL): number {
  return url.port !== '' ? Number(url.port) : url.protocol === 'https:' ? 443 : 80;
}

/** IPv6 without its brackets. */
function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** @returns whether TLS is spoken where plain HTTP was tried. */
export async function speaksTls(url: URL, withinMs: number): Promise<boolean> {
  return (await tryTls(bareHost(url), portOf(url), withinMs)).ok;
}

function roundMs(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}
