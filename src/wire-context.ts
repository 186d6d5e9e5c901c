import { ask, confirm } from './ask.js';
import type { Context, Door } from './context.js';
import type { EngineServer } from './engine/server.js';
import { UsageError } from './errors.js';
import { type GlobalOptions, serverWords } from './global-options.js';
import type { LocalEngine } from './local-engine/local-engine.js';
import { createPrinter } from './output/printer.js';
import { loadStyle, wantsColour } from './output/style.js';
import {
  configFolder,
  LOCAL_PROFILE,
  openProfiles,
  type Profile,
  type Profiles,
  sameTls,
} from './profiles.js';
import type { System } from './system.js';
import { wireServers } from './wire-server.js';

/** A context and the way to let go of what it opened. */
export interface WiredContext {
  readonly context: Context;
  readonly close: () => Promise<void>;
}

/** Wires every part below the commands, each loaded at its first use: the only place that knows them all. */
export async function wireContext(system: System, globals: GlobalOptions): Promise<WiredContext> {
  const { streams, env, homeDir, platform } = system;
  const style = await loadStyle(wantsColour(streams.stderr, env, globals.noColour));
  const resultStyle = await loadStyle(wantsColour(streams.stdout, env, globals.noColour));
  const printer = createPrinter(streams, globals, style, resultStyle, env['TERM'] !== 'dumb');
  const servers = new Map<string, Promise<EngineServer>>();
  const doors: Door[] = [];
  const wiring = wireServers(system, globals, printer);
  const profiles = async (): Promise<Profiles> =>
    openProfiles(configFolder(env, homeDir, platform), {
      now: () => system.clock.now(),
      warn: (text) => printer.warn(text),
    });

  /** Flag and environment come first, then a named profile, then the one in use. */
  const chosen = async (): Promise<{ readonly url: string; readonly profile?: Profile } | undefined> => {
    const { parseHost } = await import('./http/base-url.js');
    if (globals.host !== undefined) return namedByHost(globals.host);
    const saved = await profiles();
    const name = globals.profile ?? (await saved.current());
    if (name === undefined || name === LOCAL_PROFILE) return undefined;
    const profile = await saved.find(name);
    return { url: parseHost(profile.host), profile };
  };

  /** What was saved of TLS for the very same address holds, however that is named; who one is there is another matter. */
  const namedByHost = async (host: string): Promise<{ readonly url: string; readonly profile?: Profile }> => {
    const { parseHost } = await import('./http/base-url.js');
    const url = parseHost(host);
    if (!url.startsWith('https:')) return { url };
    // Who names a host goes there whatever became of the settings.
    const savedHosts = async (): Promise<readonly Profile[]> => (await profiles()).list().catch(() => []);
    const tls = sameTls(await savedHosts(), (saved) => parseHost(saved) === url);
    return tls === undefined ? { url } : { url, profile: { ...tls, name: '', host } };
  };

  const localEngine = async (): Promise<LocalEngine> => {
    const { createLocalEngine } = await import('./local-engine/create-local-engine.js');
    return createLocalEngine({
      env,
      homeDir,
      platform,
      clock: system.clock,
      stopped: system.stopped,
      probe: async (url) => {
        const candidate = await wiring.local(url);
        try {
          return await candidate.version(AbortSignal.timeout(PROBE_WITHIN_MS));
        } catch (error) {
          if (system.stopped.aborted) throw error;
          return undefined;
        } finally {
          await candidate.close();
        }
      },
    });
  };

  const once = async (host: string, make: () => Promise<EngineServer>): Promise<EngineServer> => {
    const server = servers.get(host) ?? make();
    servers.set(host, server);
    return server;
  };

  const context: Context = {
    ...system,
    globals,
    printer,
    chosenHost: async () => (await chosen())?.url,
    chosenTls: async () => wiring.tlsSettings((await chosen())?.profile),
    localEngine,
    profiles,
    confirm: async (question) => confirm(system, globals, question),
    ask: async (question, secret = false) => ask(system, globals, question, secret),
    door: async () => {
      const server = await chosen();
      if (server === undefined) return undefined;
      const door = await wiring.door(server.url, server.profile);
      doors.push(door);
      return door;
    },
    openScreen: async () => {
      const { openScreen } = await import('./output/screen.js');
      if (streams.stdin.raw === undefined || streams.stdout.raw === undefined) {
        throw new UsageError('There is no terminal to draw on.');
      }
      return openScreen(streams.stdin.raw, streams.stdout.raw, system);
    },
    engine: async () => once('', open),
    engineAt: async (host) =>
      once(host, async () => {
        const { url, profile } = await namedByHost(host);
        return wiring.named(url, `--host ${host}`, profile);
      }),
  };

  const open = async (): Promise<EngineServer> => {
    const server = await chosen();
    if (server !== undefined) return wiring.named(server.url, serverWords(globals), server.profile);
    const { useLocalEngine } = await import('./commands/local-engine/use-local-engine.js');
    return wiring.local((await useLocalEngine(context)).url);
  };

  return {
    context,
    close: async () => {
      const closing = [...servers.values()].map(async (server) => (await server).close());
      closing.push(...doors.map(async ({ transport }) => transport.close()));
      await Promise.allSettled(closing);
    },
  };
}

const PROBE_WITHIN_MS = 10_000;
