import type { DescribedCalculation } from '../results/crate/crate-facts.js';
import type { FileState, VerifiedFile } from '../results/crate/verify-folder.js';
import { safeLine } from './safe-text.js';
import { humanSize } from './sizes.js';

/** What came of holding a folder to its description. */
export interface Verification {
  readonly folder: string;
  /** Of the description itself. */
  readonly crateSha256: string;
  readonly calculations: readonly DescribedCalculation[];
  readonly files: readonly VerifiedFile[];
  /** Whether files that are not described count for nothing. */
  readonly allowExtra: boolean;
}

const WORDS: Readonly<Record<FileState, string>> = {
  same: 'same',
  changed: 'CHANGED',
  missing: 'MISSING',
  extra: 'extra',
  refused: 'REFUSED',
  unproven: 'unproven',
};

/** @returns what people read: each file that is not as described, then the verdict and what it rests on. */
export function verificationLines(told: Verification): string[] {
  const { folder, files, calculations, crateSha256, allowExtra } = told;
  const apart = files.filter(({ state }) => state !== 'same');
  const same = files.filter(({ state }) => state === 'same');
  const bytes = same.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
  const wrong = apart.filter(({ state }) => state !== 'extra' || !allowExtra);
  const of = calculations
    .map(
      ({ calculationId, host }) =>
        `${calculationId} of ${host === 'local' ? 'the engine on this machine' : host}`,
    )
    .join(', ');
  const extra = apart.some(({ state }) => state === 'extra')
    ? ' An extra file is in the folder without being described.'
    : '';
  return [
    ...apart.map(({ name, state, detail }) =>
      safeLine(`${WORDS[state].padEnd(8)} ${name}${detail === undefined ? '' : `: ${detail}`}`),
    ),
    wrong.length === 0
      ? safeLine(
          `${folder}: ${same.length} files (${humanSize(bytes)}) are as they were exported, of calculation ${of}.`,
        )
      : safeLine(`${folder}: ${wrong.length} of ${files.length} files are not as described.${extra}`),
    `ro-crate-metadata.json has the SHA-256 ${crateSha256}`,
    'It is not signed: who can change a file can change it too. The proof is as good as your own note of that number.',
  ];
}

/** @returns the same as data. */
export function verificationJson(told: Verification): Record<string, unknown> {
  const count = (state: FileState): number => told.files.filter((file) => file.state === state).length;
  return {
    folder: told.folder,
    crate_sha256: told.crateSha256,
    calculations: told.calculations.map(({ calculationId, host, engineVersion }) => ({
      calculation_id: calculationId,
      host,
      engine_version: engineVersion ?? null,
    })),
    same: count('same'),
    changed: count('changed'),
    missing: count('missing'),
    extra: count('extra'),
    refused: count('refused'),
    unproven: count('unproven'),
    files: told.files.map(({ name, state, detail, sizeBytes, sha256 }) => ({
      name,
      state,
      detail: detail ?? null,
      size_bytes: sizeBytes ?? null,
      sha256: sha256 ?? null,
    })),
  };
}
