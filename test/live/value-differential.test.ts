import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { refuseValue } from '../../src/job/checks/parameter-kinds.js';
import type { Refusal } from '../../src/job/checks/refusal.js';
import { namesOfRelease } from '../../src/job/known/recorded-names.js';
import { engineUnderTest } from './engine-under-test.js';

const SAMPLE = { numRuns: 1500, seed: 4 };

/** Pieces of which values are made, so that about as many are right as are wrong. */
const PIECES: Readonly<Record<string, readonly string[]>> = {
  number: ['1', '0', '-', '+', '.', '_', 'e', '5', ' ', 'inf', 'nan', 'true', 'x', '999', '#'],
  boolean: ['true', 'false', 'True', 'FALSE', '0', '1', 'yes', 'no', 't', ' '],
  probabilities: ['0', '1', '.', '0.5', ' ', ',', '[', ']', '-', '2', 'x', '1e-3'],
  coordinates: ['1', '2', '.5', ' ', ' ', ',', ', ', '-', '90', '180', '0', '.000001', 'x'],
  imts: [
    ...['PGA', 'PGV', 'PGD', 'MMI', 'IA', 'CAV', 'RSD', 'RSD595', 'JMA', 'LSD', 'ASH', 'PGX', 'pga'],
    ...[
      'SA',
      'SA(',
      'sa(',
      'AvgSA',
      'AvgSA(',
      'EAS(',
      'FAS(',
      'DRVT(',
      'FIV3(',
      'SDi(',
      'Sa_avg2(',
      'SA_avg3(',
    ],
    ...['0.1', '1', '0', '.5', '10', '-', ')', ')', ')', ',', ', ', ' ', 'x'],
  ],
  dict: [
    ...[
      '{',
      '}',
      '{',
      '}',
      ':',
      ': ',
      ',',
      ', ',
      '[',
      ']',
      '[0.1, 0.2]',
      '[0.2, 0.1]',
      '0.1',
      '200',
      '-5',
      "'default'",
    ],
    ...[
      '"PGA"',
      '"SA(0.1)"',
      '"SA(0.10)"',
      '"PGX"',
      'logscale(',
      'linscale(',
      ')',
      '0.01, 1, 5',
      '(4, 50)',
      'magdist',
      '0',
    ],
  ],
};

/** Parameters of each kind, and of what their values are made. */
const PARAMETERS: Readonly<Record<string, string>> = {
  investigation_time: 'number',
  random_seed: 'number',
  vs30_tolerance: 'number',
  ses_per_logic_tree_path: 'number',
  complex_fault_mesh_spacing: 'number',
  reference_depth_to_1pt0km_per_sec: 'number',
  soil_intensities: 'number',
  return_periods: 'number',
  hazard_maps: 'boolean',
  poes: 'probabilities',
  sites: 'coordinates',
  region: 'coordinates',
  intensity_measure_types: 'imts',
  imt_ref: 'imts',
  intensity_measure_types_and_levels: 'dict',
  maximum_distance: 'dict',
  minimum_magnitude: 'dict',
  disagg_bin_edges: 'dict',
};

const SHAPED: Readonly<Record<string, fc.Arbitrary<string>>> = {
  imts: fc
    .array(
      fc.tuple(
        fc.constantFrom(...(PIECES['imts'] ?? [])),
        fc.constantFrom('', '0.1)', '1)', '0)', '0.1', '0.5,2)'),
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((parts) => parts.map((part) => part.join('')).join(', ')),
  dict: fc
    .array(
      fc.tuple(
        fc.constantFrom("'default'", '"PGA"', '"SA(0.1)"', '"SA(.10)"', '"PGV"', '"pgv"'),
        fc.constantFrom(
          '[0.1, 0.2]',
          '[0.2, 0.1]',
          '[0, 1]',
          '[1]',
          '5',
          '-5',
          'logscale(0.1, 1, 2)',
          'linscale(0, 1, 2)',
          '[[4, 50], [8, 100]]',
          '[(1, 50)]',
          '()',
          '[]',
          "'5'",
        ),
      ),
      { maxLength: 3 },
    )
    .map((entries) => `{${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`),
};

function valuesFor(pieces: string): string[] {
  const parts = fc
    .array(fc.constantFrom(...(PIECES[pieces] ?? [])), { maxLength: 8 })
    .map((list) => list.join(''));
  const shaped = SHAPED[pieces];
  const samples = [...fc.sample(parts, SAMPLE), ...(shaped === undefined ? [] : fc.sample(shaped, SAMPLE))];
  return samples.map((text) => text.trim());
}

/**
 * Where we differ on purpose: the engine does not look at what follows a bracket, and counts the levels of each IMT
 * later.
 */
function isKnownDifference(text: string, refusal: Refusal | undefined): boolean {
  if (refusal !== undefined && / levels for .* and /.test(refusal.message)) return true;
  return /^(?:EAS|FAS|DRVT|AvgSA)\([\d.]+\)./.test(text) || /[A-Za-z_0-9]+\([^)]*\)[^,\s)}\]:"']/.test(text);
}

it('values are taken and refused as the engine takes and refuses them', { timeout: 300_000 }, async () => {
  const { python, env, version } = engineUnderTest();
  const release = await namesOfRelease(version);
  expect(release.recorded).toBe(true);
  const pairs = Object.entries(PARAMETERS).flatMap(([name, pieces]) =>
    valuesFor(pieces).map((text) => [name, text] as const),
  );
  const { stdout, stderr } = spawnSync(python, [join(import.meta.dirname, 'judge_values.py')], {
    env: { ...env },
    input: JSON.stringify(pairs),
    encoding: 'utf8',
    maxBuffer: 1_000_000_000,
  });
  expect(stdout, stderr).not.toBe('');
  const taken = JSON.parse(stdout) as boolean[];
  const all = pairs.flatMap(([name, text], index) => {
    const refusal = refuseValue(release.parameters.get(name) ?? 'any', name, text, release.imts);
    const ours = refusal === undefined;
    return ours === taken[index] || isKnownDifference(text, refusal)
      ? []
      : [{ name, text, engine: taken[index], refusal }];
  });
  const differ = [...new Map(all.map((one) => [`${one.name} ${one.text}`, one])).values()];
  const falseAlarms = differ.filter(({ engine }) => engine);
  expect(falseAlarms.slice(0, 8)).toEqual([]);
  // What the engine refuses beyond is left to it; it must stay little.
  expect({ missed: differ.slice(0, 8), of: pairs.length }).toEqual({ missed: [], of: pairs.length });
  const both = [true, false].map((value) => taken.filter((answer) => answer === value).length);
  expect(Math.min(...both)).toBeGreaterThan(pairs.length / 10);
});
