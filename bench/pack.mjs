// Packing against Info-ZIP and Python's zipfile, on files made up for it; whole "openquake zip" against "oq zip".
//
//   OQ=/path/to/oq node bench/pack.mjs          OQ: the oq of an installed engine; without one its rows are left out
//
// Wants zip, python3 and 2 GB in the folder for temporary files. Takes about four minutes on two free cores.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsdown';
import { makeBigJob, makeSmallJob } from './made-up-jobs.mjs';
import { compare } from './paired.mjs';

const root = join(import.meta.dirname, '..');
const program = join(root, 'bin', 'openquake.js');
const oq = process.env.OQ;
const scratch = mkdtempSync(join(tmpdir(), 'openquake-bench-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** Peak resident memory of a command in MB, told by the system to its parent. */
function peakMb({ command, args, cwd }) {
  const script = `import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)`;
  return Number(spawnSync('python3', ['-c', script, command, ...args], { cwd, encoding: 'utf8' }).stdout);
}

/** A command that begins with no archive, as its first run did. */
function anew(archive, ...words) {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  return { command: 'sh', args: ['-c', `rm -f '${archive}' && exec ${quoted} >'${archive}.log' 2>&1`] };
}

/** Packs a folder as the client packs, without its start and without the search for files. */
async function ourPacker() {
  await build({
    entry: join(root, 'src', 'job', 'archive', 'archive.ts'),
    outDir: join(scratch, 'dist'),
    config: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    dts: false,
    logLevel: 'silent',
    outExtensions: () => ({ js: '.mjs' }),
  });
  const path = join(scratch, 'pack.mjs');
  writeFileSync(
    path,
    `import { readdirSync, statSync } from 'node:fs';
import { writeArchive } from './dist/archive.mjs';
const [, , folder, target] = process.argv;
const files = readdirSync(folder).sort().map((name) => {
  const path = folder + '/' + name;
  const { size, ctimeMs } = statSync(path);
  return { path, name, source: { kind: 'file', path, changedMs: ctimeMs }, sizeBytes: size };
});
const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
await writeArchive({ files, iniPath: '', totalBytes }, target);
`,
  );
  return path;
}

const packer = await ourPacker();
const PYTHON_ZIP = `import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    for name in sorted(os.listdir(sys.argv[2])):
        z.write(os.path.join(sys.argv[2], name), name)`;

function size(archive) {
  return (statSync(archive).size / 1e6).toFixed(1);
}

for (const [what, makeJob] of [
  ['14 source models, 300 MB, one of them of 200 MB', makeBigJob],
  ['5,000 source models of 8 KB', makeSmallJob],
]) {
  const folder = join(scratch, `job-${what.slice(0, 2)}`);
  makeJob(folder);
  const [mine, theirs] = [join(scratch, 'mine.zip'), join(scratch, 'theirs.zip')];
  const ours = anew(mine, process.execPath, packer, folder, mine);
  const zip = anew(theirs, 'zip', '-q', '-r', '-6', theirs, folder);
  const python = anew(theirs, 'python3', '-c', PYTHON_ZIP, theirs, folder);
  console.log(`\n${what} (${readdirSync(folder).length} files)`);
  compare('pack, rival: zip -r -6', ours, zip, 5);
  console.log(`  size: ours ${size(mine)} MB, zip ${size(theirs)} MB`);
  compare('pack, rival: Python zipfile', ours, python, 3);
  console.log(`  size: ours ${size(mine)} MB, zipfile ${size(theirs)} MB`);
  console.log(`  peak memory: ours ${peakMb(ours)} MB, zip ${peakMb(zip)} MB, zipfile ${peakMb(python)} MB`);
  const ini = join(folder, 'job.ini');
  const command = anew(mine, process.execPath, program, 'zip', ini, '-o', mine);
  console.log(`  peak memory of the whole openquake zip: ${peakMb(command)} MB`);
  if (oq !== undefined)
    compare('whole openquake zip, rival: oq zip', command, anew(theirs, oq, 'zip', ini, theirs), 3);
  rmSync(folder, { recursive: true });
}
