// Downloading an export of 2 GB, as one file and as the archive that a server makes of several, against curl (and
// python's zipfile for the unpacking): seconds, MB/s, and the peak of resident memory.
//
//   node bench/download.mjs [MEGABYTES]          after npm run build; 2048 by default
//
// Wants curl, python3 and four times the size in the folder for temporary files. The server is a process of its own that
// sends a file; both sides get the same bytes from it, one after the other.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const megabytes = Number(process.argv[2] ?? 2048);
const program = join(import.meta.dirname, '..', 'bin', 'openquake.js');
const scratch = mkdtempSync(join(tmpdir(), 'openquake-bench-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** Rows that shrink to about a fifth, as tables of numbers do; the archive holds them in four files. */
const MAKE = `
import random, sys, zipfile
folder, megabytes = sys.argv[1], int(sys.argv[2])
random.seed(1)
block = ''.join('%.5f,%.5f,%.6E\\n' % (random.random(), random.random(), random.random() ** 9) for _ in range(40000)).encode()
block = (block * 2)[:1 << 20]
with open(folder + '/big.csv', 'wb') as file:
    for n in range(megabytes): file.write(block)
with zipfile.ZipFile(folder + '/big.zip', 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
    for n in range(4):
        with archive.open('rlz-%d_7.csv' % n, 'w', force_zip64=True) as member:
            for m in range(megabytes // 4): member.write(block)
`;
const SERVER = `
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
const [folder] = process.argv.slice(-1);
const json = { '/v1/calc/7/status': { id: 7, owner: 'x', calculation_mode: 'classical', status: 'complete', is_running: false,
    description: 'x', parent_id: null, size_mb: 1, start_time: '2026-01-01, 00:00:00 UTC' } };
const files = { '/v1/calc/result/13': ['output-13-big_7.csv', 'big.csv'], '/v1/calc/result/14': ['output-14-hcurves-csv.zip', 'big.zip'] };
const server = createServer((request, response) => {
  const path = request.url.split('?')[0];
  if (path === '/v1/engine_version') return response.end('3.26.2');
  if (json[path]) return response.end(JSON.stringify(json[path]));
  const [name, file] = files[path] ?? [];
  if (name === undefined) return response.writeHead(404).end();
  const size = statSync(folder + '/' + file).size;
  response.writeHead(200, { 'content-disposition': 'attachment; filename=' + name, 'content-length': size });
  createReadStream(folder + '/' + file, { highWaterMark: 1 << 18 }).pipe(response);
}).listen(0, '127.0.0.1', () => console.log(server.address().port));
`;
/** Runs a command and tells seconds, processor seconds and the peak of its memory, as the system tells its parent. */
const MEASURE = `import resource, subprocess, sys, time
begin = time.time()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.time() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)`;

function measure(command, args) {
  const { stdout, status, stderr } = spawnSync('python3', ['-c', MEASURE, command, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const [seconds, processorSeconds, peakMb] = stdout.trim().split(' ').map(Number);
  return { seconds, processorSeconds, peakMb };
}

spawnSync('python3', ['-c', MAKE, scratch, String(megabytes)], { stdio: 'inherit' });
const server = spawn(process.execPath, ['--input-type=module', '-e', SERVER, scratch], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const port = await new Promise((resolve) =>
  server.stdout.once('data', (data) => resolve(String(data).trim())),
);
const host = `http://127.0.0.1:${port}`;
const row = (what, size, { seconds, processorSeconds, peakMb }) =>
  console.log(
    `${what.padEnd(34)} ${seconds.toFixed(1).padStart(6)} s  ${processorSeconds.toFixed(1).padStart(6)} s CPU  ${(size / seconds).toFixed(0).padStart(5)} MB/s  ${String(peakMb).padStart(4)} MB`,
  );
try {
  for (const [what, output, unpack] of [
    [`one file of ${megabytes} MB`, 13, ''],
    [
      `${megabytes} MB in an archive of ${Math.round(statSync(join(scratch, 'big.zip')).size / 1e6)} MB`,
      14,
      ` && python3 -m zipfile -e ${scratch}/curl ${scratch}/unpacked`,
    ],
  ]) {
    console.log(what);
    const url = `${host}/v1/calc/result/${output}?export_type=csv`;
    const folders = ['ours', 'unpacked'].map((name) => join(scratch, name));
    // The same promise on both sides: what is there is on the disk.
    const curl = measure('sh', [
      '-c',
      `curl -sS -o '${scratch}/curl' '${url}'${unpack} && sync -f '${scratch}'`,
    ]);
    for (const folder of [...folders, join(scratch, 'curl')])
      rmSync(folder, { recursive: true, force: true });
    const ours = measure(process.execPath, [
      program,
      '--host',
      host,
      '--eo',
      String(output),
      folders[0],
      '--exports',
      'csv',
    ]);
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    row(unpack === '' ? '  curl' : '  curl, then python -m zipfile', megabytes, curl);
    row('  openquake', megabytes, ours);
    console.log(`  ratio ${(ours.seconds / curl.seconds).toFixed(2)}`);
  }
} finally {
  server.kill();
}
