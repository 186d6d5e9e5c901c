/**
 * Writes the names that released engines know into src/job/known: `node test/support/record-engine-names.mjs PYTHON...`,
 * one Python per release, each with that engine installed.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const ROOT = join(import.meta.dirname, '..', '..');
const WIDTH = 108;

const releases = process.argv.slice(2).map((python) =>
  JSON.parse(
    execFileSync(python, [join(import.meta.dirname, 'engine_names.py')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 ** 2,
    }),
  ),
);
const groups = [...new Set(releases.flatMap((release) => Object.keys(release.groups)))].sort();
write('gsims', (group) => group === 'gsim', 'Names of ground-motion models and their aliases');
write(
  'parameters',
  (group) => group !== 'gsim',
  'Parameters of a job file by the kind of their values, and other names',
);

function write(file, wanted, what) {
  const shared = {};
  const only = Object.fromEntries(releases.map(({ version }) => [version, {}]));
  for (const group of groups.filter(wanted)) {
    const sets = releases.map((release) => new Set(release.groups[group] ?? []));
    const everywhere = [...sets[0]].filter((name) => sets.every((set) => set.has(name)));
    if (everywhere.length > 0) shared[group] = everywhere;
    releases.forEach(({ version }, index) => {
      const rest = [...sets[index]].filter((name) => !everywhere.includes(name));
      if (rest.length > 0) only[version][group] = rest;
    });
  }
  const text = `import type { RecordedNames } from './recorded-names.js';

/** ${what}, as the engines say. Written by test/support/record-engine-names.mjs. */
export const ${file.toUpperCase()}: RecordedNames = {
  shared: ${table(shared, '  ')},
  only: {
${Object.entries(only)
  .map(([version, names]) => `    '${version}': ${table(names, '    ')},`)
  .join('\n')}
  },
};
`;
  writeFileSync(join(ROOT, 'src', 'job', 'known', `${file}.ts`), text);
}

function table(names, indent) {
  const rows = Object.entries(names).map(([group, list]) => {
    const key = /^\w+$/.test(group) ? group : `'${group}'`;
    return `${indent}  ${key}: \`\n${wrapped(list)}\`,`;
  });
  return rows.length === 0 ? '{}' : `{\n${rows.join('\n')}\n${indent}}`;
}

/** Words on lines of about equal width, so that a change shows as a few lines. */
function wrapped(words) {
  const lines = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
