// A program beside others: changes every file that programs of this user share, and says what it has been told is kept.
import { join } from 'node:path';
import process from 'node:process';
import { privateFile } from '../../src/accounts/private-file.js';
import { openSecrets } from '../../src/accounts/secrets.js';
import { openSessions } from '../../src/accounts/sessions.js';
import { writeJson } from '../../src/own-files/write-whole.js';
import { openProfiles } from '../../src/profiles.js';
import { answerCacheIn } from '../../src/services/answer-cache.js';
import { addToLedger } from '../../src/services/calculation-ledger.js';

const [folder = '', name = '', rounds = '1'] = process.argv.slice(2);
const warn = (text: string): void => void process.stdout.write(`warned: ${text}\n`);
const file = (base: string) => privateFile(join(folder, base), { platform: process.platform, warn });

const profiles = openProfiles(folder, { now: Date.now, warn });
const sessions = openSessions(file('sessions.json'));
const secrets = openSecrets(file('passwords.json'), undefined);
const answers = answerCacheIn(join(folder, 'servers'), Date.now);

for (let round = 0; round < Number(rounds); round += 1) {
  const key = `${name}-${round}`;
  await profiles.save({ name: key, host: `host-${key}` });
  await sessions.keep('http://my-host', { user: key, sessionid: `of-${key}` }, true);
  await secrets.keep('http://my-host', key, `secret of ${key}`);
  await addToLedger(join(folder, 'calculations.jsonl'), {
    server: 'http://my-host',
    inputs: key,
    engineVersion: '3.26.2',
    hazardCalculationId: null,
    calculationId: round,
    startTime: '2026-11-23T00:00:00',
    description: 'x'.repeat(500),
    calculationMode: 'classical',
  });
  await answers.write('http://my-host', '3.26.2', { parameters: [key], gsims: [] });
  await writeJson(join(folder, 'completion.json'), { key, words: [] }, { lasting: false });
  process.stdout.write(`kept ${key}\n`);
}
