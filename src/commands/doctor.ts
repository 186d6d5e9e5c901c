import { tmpdir } from 'node:os';
import { versions } from 'node:process';
import type { Context } from '../context.js';
import { OpenquakeError } from '../errors.js';
import { proxyFor } from '../http/proxy.js';
import { readTls, type TlsOptions } from '../http/tls.js';
import type { ExitCodeName } from '../exit-codes.js';
import type { LocalEngineStatus } from '../local-engine/local-engine.js';
import { examineEngine } from '../services/diagnosis/examine-engine.js';
import {
  examineDisk,
  examineLocalEngine,
  examineNode,
  examineSettings,
} from '../services/diagnosis/examine-machine.js';
import { examineWay } from '../services/diagnosis/examine-way.js';
import { broken, fine, type Finding } from '../services/diagnosis/finding.js';
import { FINDINGS, findingLine } from '../views/finding-list.js';
import { worstExit } from './engine/worst-exit.js';

/** Bounds every step: a server that hangs must not make this hang. */
const WITHIN_MS = 8_000;

/** `openquake doctor`. */
export function parse(): Record<string, never> {
  return {};
}

/** Examines this machine, the way to the server and the server itself; a line for each check, as it is made. */
export async function run(_options: Record<string, never>, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const look = printer.looks.stdout;
  const writer = printer.rows(FINDINGS, (finding) =>
    findingLine(finding, (result, text) =>
      result === 'ok' ? look.green(text) : result === 'warn' ? look.yellow(text) : look.red(text),
    ),
  );
  const exits: ExitCodeName[] = [];
  for await (const finding of examine(context)) {
    exits.push(finding.exit);
    writer.add(finding);
  }
  await writer.end();
  return worstExit(exits);
}

async function* examine(context: Context): AsyncGenerator<Finding, void, void> {
  yield examineNode(versions.node);
  yield* examineProfiles(context);
  yield await examineDisk('temporary files', tmpdir());
  yield await examineDisk('exports', context.cwd);
  const chosen = yield* examineChoice(context);
  if (chosen === undefined) return;
  const local = yield* examineLocalEngine(
    await context.localEngine(),
    context,
    context.globals.engineVersion,
    chosen === 'here',
  );
  const url = chosen === 'here' ? local?.running?.url : chosen;
  if (url !== undefined) yield* examineServer(context, url, local);
}

async function* examineProfiles(context: Context): AsyncGenerator<Finding, void, void> {
  const { file } = await context.profiles();
  yield await examineSettings(file, context.platform);
}

/** @returns the address of the server, `here` for the engine on this machine; undefined where the words name none. */
async function* examineChoice(context: Context): AsyncGenerator<Finding, string | undefined, void> {
  try {
    const url = await context.chosenHost();
    yield fine('host', `${url ?? 'the engine on this machine'}, ${await sourceOf(context)}`);
    return url ?? 'here';
  } catch (error) {
    if (!(error instanceof OpenquakeError)) throw error;
    yield broken('host', error.message, error.hint ?? 'Name a host: --host my-host', error.exit);
    return undefined;
  }
}

async function sourceOf(context: Context): Promise<string> {
  const { globals } = context;
  if (globals.host !== undefined) return globals.hostIsTyped ? 'from --host' : 'from OPENQUAKE_HOST';
  if (globals.profile !== undefined) {
    return `from profile ${globals.profile}, ${globals.profileIsTyped ? 'named by --profile' : 'named by OPENQUAKE_PROFILE'}`;
  }
  const current = await (await context.profiles()).current();
  return current === undefined
    ? 'since no host is named'
    : `from profile ${current}, which is in use (openquake profile use)`;
}

async function* examineServer(
  context: Context,
  url: string,
  local: LocalEngineStatus | undefined,
): AsyncGenerator<Finding, void, void> {
  const { clock } = context;
  const isLocal = url === local?.running?.url;
  let proxy: URL | undefined;
  let tls: { readonly options: TlsOptions; readonly insecure: boolean } | undefined;
  try {
    proxy = isLocal ? undefined : proxyFor(url, context.env);
    tls = url.startsWith('https:') ? await tlsOf(context) : undefined;
  } catch (error) {
    if (!(error instanceof OpenquakeError)) throw error;
    yield broken('settings', error.message, error.hint ?? 'Mend the setting.', error.exit);
    return;
  }
  let isBroken = false;
  const way = {
    url: new URL(url),
    proxy,
    withinMs: WITHIN_MS,
    nowMs: clock.now(),
    tls: tls?.options,
    insecure: tls?.insecure ?? false,
  };
  for await (const finding of examineWay(way)) {
    isBroken ||= finding.result === 'fail';
    yield finding;
  }
  if (isBroken) return;
  const server = isLocal ? await context.engineAt(url) : await context.engine();
  const user = isLocal ? undefined : await (await context.door())?.account.user();
  yield* examineEngine(server, { clock, withinMs: WITHIN_MS, signal: context.stopped, user });
}

async function tlsOf(
  context: Context,
): Promise<{ readonly options: TlsOptions; readonly insecure: boolean }> {
  const { insecure = false, ...files } = await context.chosenTls();
  return { options: readTls(files, context.env['NODE_EXTRA_CA_CERTS']), insecure };
}
