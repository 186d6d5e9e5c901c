import { LocalFileError, LoginError } from '../errors.js';
import type { HttpReply, HttpRequest, Transport } from '../http/transport.js';
import { cookieHeader, logIn, type SessionCookies, tryDoor } from './login.js';
import { wantsLogin } from './login-page.js';

/** What a session needs of those who keep it. */
export interface SessionKeeper {
  /** The user whom the command line, the environment or the last login names. */
  user(): Promise<string | undefined>;
  /** The cookies kept from an earlier run. */
  saved(): Promise<SessionCookies | undefined>;
  save(cookies: SessionCookies): Promise<void>;
  /** The password, where one was stored or stands in the environment: asks nobody. */
  secret(): Promise<string | undefined>;
  /** Told why a session that was opened could not be kept for the next run. */
  notKept(reason: string): void;
  /** Told that the session was renewed, or opened, without a word from the user. */
  renewed(kind: 'opened' | 'renewed', user: string): void;
}

/** A call that a server with login answers whoever is logged in. */
const DOOR = { method: 'GET', path: '/v1/engine_version' } as const;

/**
 * Wraps a transport: each call carries the session, and where the server asks for a login one is made, once for each
 * call, if user and password are known; then the call goes on. The engine looks at the session before it looks at
 * anything else, so a call that it sent to the login was not begun. Still no upload is repeated: its body is gone.
 * @throws LoginError from `send` when nobody is logged in, the session has ended or the login is refused.
 */
export function withSession(transport: Transport, keeper: SessionKeeper): Transport {
  let cookies: SessionCookies | undefined;
  let loaded: Promise<void> | undefined;
  let renewing: Promise<void> | undefined;
  let name: string | undefined;

  const load = async (): Promise<void> => {
    name = await keeper.user();
    cookies = await keeper.saved();
  };
  /** Calls that fail side by side share one login: no one's signal may end it for the others. */
  const renew = async (stale: SessionCookies | undefined, signal: AbortSignal | undefined): Promise<void> => {
    if (cookies !== stale) return;
    renewing ??= openAnew().finally(() => {
      renewing = undefined;
    });
    await renewing;
    signal?.throwIfAborted();
  };
  const openAnew = async (): Promise<void> => {
    const had = cookies !== undefined;
    const password = name === undefined ? undefined : await keeper.secret();
    if (name === undefined || password === undefined) throw notLoggedIn(had);
    cookies = await logIn(transport, name, password);
    try {
      await keeper.save(cookies);
    } catch (error) {
      // The session is good for this run, wherever it can be kept: folders of CI systems are often read-only.
      if (!(error instanceof LocalFileError)) throw error;
      keeper.notKept(error.message);
    }
    keeper.renewed(had ? 'renewed' : 'opened', name);
  };
  const notLoggedIn = (had: boolean): LoginError => {
    const who = name === undefined ? '' : ` as ${name}`;
    return new LoginError(
      had
        ? `Your session${who} on ${transport.baseUrl} has ended.`
        : `${transport.baseUrl} asks for a login, and you are not logged in${who}.`,
      {
        hint: 'openquake login',
        facts: { host: transport.baseUrl, reason: had ? 'session-ended' : 'not-logged-in' },
      },
    );
  };
  const sendAs = async (call: HttpRequest): Promise<HttpReply> =>
    guarded(await transport.send(cookies === undefined ? call : { ...call, cookie: cookieHeader(cookies) }));
  /** Django's crash page shows the request with its cookies: they must not get into an error message. */
  const guarded = (reply: HttpReply): HttpReply => {
    if (reply.status < 400 || cookies === undefined) return reply;
    const { sessionid, csrftoken } = cookies;
    return {
      ...reply,
      text: async () => {
        const text = (await reply.text()).replaceAll(sessionid, '***');
        return csrftoken === undefined ? text : text.replaceAll(csrftoken, '***');
      },
    };
  };

  const send = async (call: HttpRequest): Promise<HttpReply> => {
    for (let isFirst = true; ; isFirst = false) {
      const used = cookies;
      const reply = await sendAs(call);
      if (!wantsLogin(reply)) return reply;
      const isKnown =
        reply.status === 403 &&
        call.path !== DOOR.path &&
        used !== undefined &&
        // A way to the login page is plain; an empty 403 is not, and whoever may ask the version is logged in.
        (await tryDoor(transport, cookieHeader(used), call.signal)) === 'open';
      if (isKnown) return { ...reply, refusedTo: name ?? 'you' };
      await reply.drop();
      if (!isFirst) throw stillOutside(transport.baseUrl);
      if (call.upload !== undefined) throw uploadRefused(notLoggedIn(used !== undefined));
      await renew(used, call.signal);
    }
  };

  return {
    baseUrl: transport.baseUrl,
    get user() {
      return cookies === undefined ? undefined : name;
    },
    close: async () => transport.close(),
    async send(call) {
      loaded ??= load();
      await loaded;
      // An upload goes out once: a session that has ended is renewed before, and gigabytes are not sent in vain.
      if (call.upload !== undefined && cookies !== undefined)
        await (await send({ ...DOOR, signal: call.signal })).drop();
      return send(call);
    },
  };
}

function uploadRefused(error: LoginError): LoginError {
  return new LoginError(`${error.message} The job was refused before it was read: nothing was submitted.`, {
    hint: error.hint,
    facts: error.facts,
  });
}

function stillOutside(baseUrl: string): LoginError {
  return new LoginError(`${baseUrl} took the login, and asks for it again.`, {
    hint: 'A proxy in front may swallow cookies; ask its administrator.',
    facts: { host: baseUrl, reason: 'login-in-vain' },
  });
}
