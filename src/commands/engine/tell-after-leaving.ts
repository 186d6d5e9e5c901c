import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../../context.js';
import { isAtLeast } from '../../engine/version.js';
import type { EngineServer } from '../../engine/server.js';
import { sweepOld } from '../../own-files/leftovers.js';
import { LOCAL_PROFILE } from '../../profiles.js';
import { cacheFolder } from '../../local-engine/folders.js';

const isWebhook = (place: string): boolean => /^https?:\/\//i.test(place.trim());

/** Engines that tell an address of the end themselves. */
const tells = (engineVersion: string): boolean => isAtLeast(engineVersion, 3, 25);

/** Of a log whose calculation has ended long ago nobody asks; a process that still waits has written within this. */
const LOGS_KEPT_MS = 30 * 24 * 60 * 60_000;
const LOG_NAME = /^[A-Za-z0-9.-]+-\d+\.log$/;

/** @returns the address that the server is asked to tell of the end, for a run that leaves at once; it takes one. */
export function serverTells(context: Pick<Context, 'globals'>, engineVersion: string): string | undefined {
  return tells(engineVersion) ? context.globals.notify.find(isWebhook)?.trim() : undefined;
}

/** Whoever leaves a calculation takes the notice along: only a program that lives on can give it. */
export function warnOfSilence(context: Context): void {
  if (context.globals.notify.length > 0)
    context.printer.warn(
      'Nobody is told of its end now: openquake wait CALC_ID --notify WHERE would do that.',
    );
}

/**
 * Sees to it that the end of a calculation is told although this program leaves it: by the server where it can, else by
 * a process in the background that waits for it, on this machine and as long as that is up. What it needs, secrets
 * too, goes to it in its environment, never in its words.
 */
export async function watchAfterLeaving(
  context: Context,
  server: EngineServer,
  id: number,
  engineVersion: string,
): Promise<void> {
  const { printer, globals, env } = context;
  const ofServer = serverTells(context, engineVersion);
  if (ofServer !== undefined) {
    printer.note(
      'The server itself posts the end to the URL of --notify, which it must be able to reach; an aborted calculation it calls failed.',
    );
  }
  const places = [...globals.notify];
  if (ofServer !== undefined) places.splice(places.findIndex(isWebhook), 1);
  if (places.length === 0) return;
  const [command = '', ...words] = context.program;
  const folder = join(cacheFolder(context), 'watchers');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await sweepOld(folder, LOG_NAME, context.clock.now(), LOGS_KEPT_MS);
  const logFile = join(folder, `${new URL(server.url).host.replace(/[^A-Za-z0-9.-]+/g, '-')}-${id}.log`);
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(command, [...words, 'wait', String(id)], {
      cwd: context.cwd,
      detached: true,
      stdio: ['ignore', log, log],
      windowsHide: true,
      env: {
        ...env,
        ...(await settledEnvironment(context, server)),
        OPENQUAKE_NOTIFY: places.join('\n'),
      },
    });
    await once(child, 'spawn');
    child.unref();
    printer.note(
      `A process on this machine (pid ${child.pid ?? 0}) waits for the end of calculation ${id} and tells it; its log is ${logFile}.`,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    printer.warn(
      `Nobody is told of the end of calculation ${id}: what would wait for it did not start: ${reason}`,
    );
  } finally {
    closeSync(log);
  }
}

/**
 * What flags, environment and profile said, as variables: the child must go to the same server, as the same user, by
 * the same way, whatever else its environment holds. An empty variable counts as none.
 */
async function settledEnvironment(
  context: Context,
  server: Pick<EngineServer, 'url'>,
): Promise<Record<string, string>> {
  const { globals } = context;
  const profile = globals.profile ?? (await (await context.profiles()).current()) ?? LOCAL_PROFILE;
  const isNamed = globals.host !== undefined;
  return {
    OPENQUAKE_HOST: isNamed ? server.url : '',
    OPENQUAKE_PROFILE: isNamed ? '' : profile,
    OPENQUAKE_USERNAME: globals.username ?? '',
    OPENQUAKE_PASSWORD_FILE: globals.passwordFile ?? '',
    OPENQUAKE_CA_FILE: globals.caFile ?? '',
    OPENQUAKE_CLIENT_CERT: globals.clientCert ?? '',
    OPENQUAKE_CLIENT_KEY: globals.clientKey ?? '',
    OPENQUAKE_INSECURE: globals.insecure ? '1' : '',
    OPENQUAKE_ENGINE_VERSION: globals.engineVersion ?? '',
    OPENQUAKE_ENGINE_PYTHON: globals.enginePython ?? '',
    OPENQUAKE_PATIENCE: String(globals.patienceMs / 1000),
  };
}
