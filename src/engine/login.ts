import { LoginError, ServerError } from '../errors.js';
import type { HttpReply, Transport } from '../http/transport.js';
import { wantsLogin } from './login-page.js';
import { replyFailure } from './replies.js';
import { isVersion, notAnEngine } from './version.js';

/** What a server with login (Django) knows a user by, and what it costs to lose it: whoever has it is that user. */
export interface SessionCookies {
  readonly sessionid: string;
  readonly csrftoken?: string | undefined;
}

/** Whether the server lets in without a login, or asks for one. */
export type Door = 'open' | 'login';

/**
 * Asks for the version without a session: a server with login answers nobody else.
 * @param cookie to ask with a session; `login` then means that it has ended.
 * @throws NotAnEngineError; UnreachableError; whatever fits an answer that is neither.
 */
export async function tryDoor(transport: Transport, cookie?: string, signal?: AbortSignal): Promise<Door> {
  const reply = await transport.send({ method: 'GET', path: '/v1/engine_version', cookie, signal });
  const text = await reply.text();
  if (reply.status === 200 && isVersion(text)) return 'open';
  // A login page of something in front, a router's greeting: no place for a password.
  if (reply.status === 200) throw notAnEngine(transport.baseUrl, 200, text);
  if (wantsLogin(reply)) return 'login';
  throw replyFailure(reply, text, { baseUrl: transport.baseUrl, what: 'its engine version' });
}

/**
 * Logs in: `POST /accounts/ajax_login/`, as the engine's plugin for QGIS does.
 * @returns the cookies of the new session.
 * @throws LoginError for a wrong password, a disabled account and a server without login. What the server answered
 * besides is never told: a crash page of Django repeats the password.
 */
export async function logIn(
  transport: Transport,
  username: string,
  password: string,
  signal?: AbortSignal,
): Promise<SessionCookies> {
  const { baseUrl } = transport;
  const reply = await transport.send({
    method: 'POST',
    path: '/accounts/ajax_login/',
    form: { username, password },
    signal,
  });
  const text = await reply.text();
  const facts = { host: baseUrl, status: reply.status, username };
  if (reply.status === 200) {
    const sessionid = cookieOf(reply, 'sessionid');
    if (sessionid !== undefined) return { sessionid, csrftoken: cookieOf(reply, 'csrftoken') };
    throw new LoginError(`${baseUrl} took the login and gave no session.`, {
      hint: 'A proxy in front may swallow cookies; ask its administrator.',
      facts,
    });
  }
  if (reply.status === 404 || reply.status === 405) {
    throw new LoginError(`${baseUrl} has no login.`, {
      hint: 'Check the address: with a path prefix it is http://HOST/PREFIX.',
      facts,
    });
  }
  if (reply.status === 403 && /disabled account/i.test(text)) {
    throw new LoginError(`The account ${username} on ${baseUrl} is disabled.`, {
      hint: 'Its administrator can enable it.',
      facts,
    });
  }
  // Engine 3.23 crashes on a wrong password ('NoneType' object has no attribute 'META') instead of saying so.
  const isCrash = reply.status === 500 && /'META'|&#x27;META&#x27;/.test(text);
  if (reply.status === 403 || isCrash) {
    throw new LoginError(`${baseUrl} does not take this password for ${username}.`, {
      hint: 'Check user and password. A disabled account is told in the same words.',
      facts,
    });
  }
  if (reply.status === 500 && !/Error at|Traceback/i.test(text)) {
    throw new LoginError(
      `${baseUrl} refuses the login of ${username} with HTTP 500 and no reason: engines 3.23 answer a wrong password so.`,
      {
        hint: 'Check user and password. If they are right, the server itself fails: its administrator finds why in its log.',
        facts,
      },
    );
  }
  if (reply.status === 500) {
    throw new ServerError(`${baseUrl} failed on the login (HTTP 500).`, 500, { facts: { host: baseUrl } });
  }
  throw replyFailure(reply, '', { baseUrl, what: 'the login' });
}

/** Ends a session on the server. @returns whether there was one to end. */
export async function logOut(transport: Transport, cookie: string, signal?: AbortSignal): Promise<boolean> {
  const reply = await transport.send({ method: 'POST', path: '/accounts/ajax_logout/', cookie, signal });
  const text = await reply.text();
  if (reply.status === 200) return true;
  if (wantsLogin(reply)) return false;
  throw replyFailure(reply, text, { baseUrl: transport.baseUrl, what: 'the logout' });
}

/** @returns the `Cookie` header of a session. */
export function cookieHeader({ sessionid, csrftoken }: SessionCookies): string {
  return `sessionid=${sessionid}${csrftoken === undefined ? '' : `; csrftoken=${csrftoken}`}`;
}

function cookieOf(reply: HttpReply, name: string): string | undefined {
  for (const line of reply.setCookies) {
    const value = new RegExp(`^\\s*${name}=([^;]*)`).exec(line)?.[1];
    if (value !== undefined && /^[\w-]+$/.test(value)) return value;
  }
  return undefined;
}
