import type { HttpReply } from '../http/transport.js';

/**
 * Whether an answer may mean that nobody is logged in: an empty 403, or with a path prefix (where the engine does not
 * recognise its own API) the way to the login page.
 */
export function wantsLogin(reply: Pick<HttpReply, 'status' | 'headers'>): boolean {
  return (reply.status === 403 && reply.headers['content-length'] === '0') || isLoginRedirect(reply);
}

/** Whether a reply sends the caller to the login page, as a server with login and a path prefix does. */
export function isLoginRedirect(reply: Pick<HttpReply, 'status' | 'headers'>): boolean {
  return (
    reply.status >= 300 && reply.status < 400 && /\/accounts\/login\//.test(reply.headers['location'] ?? '')
  );
}
