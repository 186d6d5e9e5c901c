import type { Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { curlTlsWords, curlWriter } from '../../views/curl-lines.js';
import { shellWord } from '../../views/shell-words.js';
import type { RawCommand } from '../command.js';
import type { Explainer } from './explanation.js';
import { FLAG_EXPLAINERS } from './flag-explainers.js';
import { VERB_EXPLAINERS } from './verb-explainers.js';

/** Port of `oq webui start`. */
const OWN_ENGINE = 'http://127.0.0.1:8800';

/** @returns the explainer of a flag's command or of a verb. @throws UsageError where there is nothing to tell. */
export function explainerOf(kind: 'flag' | 'verb', name: string): Explainer {
  const found = (kind === 'flag' ? FLAG_EXPLAINERS : VERB_EXPLAINERS)[name];
  if (found !== undefined) return found;
  throw new UsageError(`--explain has nothing to tell of ${name}: neither oq nor an engine server does it.`);
}

/** Prints a script for `sh` that does the same without this program; asks and changes nothing. */
export async function explain(
  explainer: Explainer,
  raw: RawCommand,
  context: Context,
): Promise<ExitCodeName> {
  const { printer } = context;
  const host = await context.chosenHost();
  const base = host ?? (await (await context.localEngine()).status()).running?.url ?? OWN_ENGINE;
  const tls = host === undefined ? {} : await context.chosenTls();
  const tlsWords = curlTlsWords(base, tls);
  const { oq, curl, notes } = explainer(raw, curlWriter(base, tlsWords));
  printer.line(
    oq === undefined
      ? '# The command line of oq has nothing like it.'
      : `# Today's engine, on its own machine:\n# ${oq.replaceAll('\n', '\n# ')}`,
  );
  if (curl.length > 0) printer.line('# The same through the server:');
  for (const line of curl) printer.line(line);
  const about = [...notes, ...(curl.length > 0 ? [loginNote(base, tlsWords)] : [])];
  if (curl.length > 0 && tlsWords.includes('--cacert '))
    about.push('With --cacert curl trusts that file alone; openquake trusts the well-known authorities too.');
  for (const note of about) printer.line(`# ${note}`);
  printer.json({ oq: oq ?? null, curl, notes: about });
  return 'success';
}

/** The password is read from a file, so that neither the list of processes nor the history of the shell shows it. */
function loginNote(base: string, tlsWords: string): string {
  const login = `curl${tlsWords} -fsS -c cookies.txt --data-urlencode username=YOU --data-urlencode password@password.txt ${shellWord(`${base}/accounts/ajax_login/`)}`;
  return `Where the server wants a login: ${login} first, and -b cookies.txt with each curl.`;
}
