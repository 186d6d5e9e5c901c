import { isLoopback } from '../http/proxy.js';
import type { Notice } from './notify.js';

/** A mail server that is down must not hold the program. */
const MAIL_WITHIN_MS = 20_000;

/**
 * Sends a notice by mail through `OPENQUAKE_SMTP_URL` (`smtp://user:password@host:587`, `smtps://...`), from
 * `OPENQUAKE_SMTP_FROM` or the address that it goes to.
 * @throws Error with the reason; never with the URL, which holds a password.
 */
export async function sendMail(
  to: string,
  notice: Notice,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const url = env['OPENQUAKE_SMTP_URL'] ?? '';
  if (!/^smtps?:\/\//.test(url) || !URL.canParse(url))
    throw new Error('OPENQUAKE_SMTP_URL must name the mail server: smtp://user:password@host:587');
  const { createTransport } = await import('nodemailer');
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    // A password goes out encrypted or not at all, whatever somebody on the way makes the server seem to offer.
    requireTLS: !secure && username !== '' && !isLoopback(hostname),
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: MAIL_WITHIN_MS,
    greetingTimeout: MAIL_WITHIN_MS,
    socketTimeout: MAIL_WITHIN_MS,
  });
  try {
    await transport.sendMail({
      from: env['OPENQUAKE_SMTP_FROM'] ?? to,
      to,
      subject: notice.title,
      text: `${notice.text}\n`,
    });
  } finally {
    transport.close();
  }
}
