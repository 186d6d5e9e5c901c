import type { Context, Question } from './context.js';
import type { EngineServer } from './engine/server.js';
import { InterruptedError, UsageError } from './errors.js';
import { type GlobalOptions, serverWords } from './global-options.js';
import type { LocalEngine } from './local-engine/local-engine.js';
import { createPrinter } from './output/printer.js';
import { loadStyle, wantsColour } from './output/style.js';
import { configFolder, LOCAL_PROFILE, openProfiles, type Profiles } from './profiles.js';
import type { System } from './system.js';

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
  const printer = createPrinter(streams, globals, style, resultStyle);
  const servers = new Map<string, Promise<EngineServer>>();
  const profiles = async (): Promise<Profiles> => openProfiles(configFolder(env, homeDir, platform));

  /** Flag and environment come first, then a named profile, then the one in use. */
  const chosenHost = async (): Promise<string | undefined> => {
    const { parseHost } = await import('./http/base-url.js');
    if (globals.host !== undefined) return parseHost(globals.host);
    const saved = await profiles();
    const name = globals.profile ?? (await saved.current());
    return name === undefined || name === LOCAL_PROFILE
      ? undefined
      : parseHost((await saved.find(name)).host);
  };

  const connect = async (url: string, hostFlag: string): Promise<EngineServer> => {
    const { createTransport } = await import('./http/transport.js');
    const { debugLogTo, silentDebugLog } = await import('./http/debug-log.js');
    const { createEngineServer } = await import('./engine/server.js');
    const debugLog = globals.debug ? debugLogTo((line) => printer.warn(line)) : silentDebugLog;
    return createEngineServer(createTransport({ baseUrl: url, debugLog, stopped: system.stopped }), hostFlag);
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
        const candidate = await connect(url, '');
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
    chosenHost,
    localEngine,
    profiles,
    confirm: async (question) => confirm(system, globals, question),
    engine: async () => once('', open),
    engineAt: async (host) =>
      once(host, async () => {
        const { parseHost } = await import('./http/base-url.js');
        return connect(parseHost(host), `--host ${host}`);
      }),
  };

  const open = async (): Promise<EngineServer> => {
    const host = await chosenHost();
    if (host !== undefined) return connect(host, serverWords(globals));
    const { useLocalEngine } = await import('./commands/local-engine/use-local-engine.js');
    return connect((await useLocalEngine(context)).url, '');
  };

  return {
    context,
    close: async () => {
      const closing = [...servers.values()].map(async (server) => (await server).close());
      await Promise.allSettled(closing);
    },
  };
}

const PROBE_WITHIN_MS = 10_000;

async function confirm(system: System, globals: GlobalOptions, question: Question): Promise<boolean> {
  if (globals.yes || (question.yesInCi && globals.inCi)) return true;
  const { stdin, stderr } = system.streams;
  if (!stdin.isTerminal || globals.noInput) {
    throw new UsageError('This needs a yes, and there is nobody to ask.', { hint: 'Add --yes.' });
  }
  for (;;) {
    stderr.write(`${question.text} (y/n): `);
    const answer = await askOrStop(system);
    if (answer === undefined) return false;
    if (/^y(es)?$/i.test(answer.trim())) return true;
    if (/^no?$/i.test(answer.trim())) return false;
    stderr.write('Please enter y or n\n');
  }
}

/** Ctrl-C at a question is an interruption, not an answer. */
async function askOrStop(system: System): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const release = system.interrupts.take((signal) => {
      release();
      reject(new InterruptedError('Interrupted; nothing was done.', signal));
    });
    system.streams.stdin.readLine().then(
      (line) => {
        release();
        resolve(line);
      },
      (error: unknown) => {
        release();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
