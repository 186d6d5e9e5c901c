/** Variables of the environment that hold a secret, or may: a URL with its password. */
const SECRET_VARIABLES = ['OPENQUAKE_PASSWORD', 'OPENQUAKE_SMTP_URL', 'OPENQUAKE_NOTIFY'];

/** @returns the environment for a program that has no need of our secrets: a browser, a keyring, a notice on the desktop. */
export function withoutSecrets(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return { ...env, ...Object.fromEntries(SECRET_VARIABLES.map((name) => [name, undefined])) };
}
