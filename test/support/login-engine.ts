import type { SeenRequest, StubEngine, StubReply } from './stub-engine.js';

/** Users of {@link guard}, with their passwords. */
export type Users = Readonly<Record<string, string>>;

/** The sessions that a guarded stub has given out, to be ended by a test. */
export interface GuardedStub {
  /** Ends every session, as a server does that lost its table of sessions. */
  readonly endSessions: () => void;
  /** Logins that were tried. */
  readonly logins: string[];
  /** Puts an answer behind the login. */
  readonly inside: (
    answer: StubReply | ((request: SeenRequest, user: string) => StubReply),
  ) => (request: SeenRequest) => StubReply;
}

/** What a server with login says to who has no session: recorded from 3.26.2. */
const OUTSIDE: StubReply = { status: 403, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '' };

/**
 * Puts a login in front of a stub, as engine 3.26.2 in mode RESTRICTED has it (measured).
 * @param prefix of its paths; with one the engine sends to the login page instead of refusing.
 */
export function guard(stub: StubEngine, users: Users, prefix = ''): GuardedStub {
  const sessions = new Map<string, string>();
  const logins: string[] = [];
  let given = 0;
  const outside: StubReply =
    prefix === '' ? OUTSIDE : { status: 302, headers: { location: `${prefix}/accounts/login/` }, body: '' };
  const userOf = (request: SeenRequest): string | undefined =>
    sessions.get(/sessionid=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? '');
  const guarded: GuardedStub = {
    logins,
    endSessions: () => sessions.clear(),
    inside: (answer) => (request) => {
      const user = userOf(request);
      if (user === undefined) return outside;
      return typeof answer === 'function' ? answer(request, user) : answer;
    },
  };
  stub.on(`GET ${prefix}/v1/engine_version`, guarded.inside({ body: '3.26.2' }));
  stub.may(`POST ${prefix}/accounts/ajax_login/`, (request) => {
    const form = new URLSearchParams(request.body.toString());
    const username = form.get('username') ?? '';
    logins.push(username);
    if (users[username] !== form.get('password')) return { status: 403, body: 'Invalid login' };
    given += 1;
    const sessionid = `session${given}`;
    sessions.set(sessionid, username);
    return {
      headers: {
        'content-type': 'text/plain',
        'set-cookie': `sessionid=${sessionid}; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax`,
      },
      body: 'Successful login',
    };
  });
  stub.may(`POST ${prefix}/accounts/ajax_logout/`, (request) => {
    const user = userOf(request);
    if (user === undefined)
      return { status: 302, headers: { location: `${prefix}/accounts/login/` }, body: '' };
    sessions.clear();
    return { body: 'Successful logout' };
  });
  return guarded;
}
