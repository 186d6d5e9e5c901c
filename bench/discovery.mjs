// Reading big source models: finding a job's files, and the whole preflight, on made-up models of 1 MB to 2 GB; against
// Python's expat, the parser that the engine itself reads XML with, here without callbacks and without building a tree.
//
//   node bench/discovery.mjs [MOST_MB]       default 2000; wants python3 and as much room in the folder for temporary
//                                            files; takes some three minutes on two free cores
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = join(import.meta.dirname, '..', 'bin', 'openquake.js');
const most = Number(process.argv[2] ?? 2000);
const scratch = mkdtempSync(join(tmpdir(), 'openquake-bench-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

const branch = (model) =>
  `<logicTreeBranch branchID="b"><uncertaintyModel>${model}</uncertaintyModel><uncertaintyWeight>1</uncertaintyWeight></logicTreeBranch>`;
const nrml = (body) =>
  `<nrml xmlns:gml="http://www.opengis.net/gml" xmlns="http://openquake.org/xmlns/nrml/0.5">\n${body}\n</nrml>\n`;
const tree = (type, model) =>
  nrml(
    `<logicTree logicTreeID="t"><logicTreeBranchSet branchSetID="s" ${type}>${branch(model)}</logicTreeBranchSet></logicTree>`,
  );

const JOB = `[general]
description = benchmark
calculation_mode = classical
sites = 10 45
reference_vs30_value = 760
source_model_logic_tree_file = ssmLT.xml
gsim_logic_tree_file = gmmLT.xml
investigation_time = 50
intensity_measure_types_and_levels = {"PGA": [0.1, 0.2]}
truncation_level = 3
maximum_distance = 200
rupture_mesh_spacing = 5
width_of_mfd_bin = 0.5
area_source_discretization = 10
`;

function point(id) {
  const place = `${((id % 3600) / 10 - 180).toFixed(4)} ${((id % 1700) / 10 - 85).toFixed(4)}`;
  return `<pointSource id="p${id}" name="point ${id}">
<pointGeometry>
<gml:Point><gml:pos>${place}</gml:pos></gml:Point>
<upperSeismoDepth>0.0</upperSeismoDepth>
<lowerSeismoDepth>30.0</lowerSeismoDepth>
</pointGeometry>
<magScaleRel>WC1994</magScaleRel>
<ruptAspectRatio>1.0</ruptAspectRatio>
<truncGutenbergRichterMFD aValue="${(2 + (id % 7) / 3).toFixed(5)}" bValue="0.9" minMag="4.5" maxMag="7.0"/>
<nodalPlaneDist><nodalPlane probability="1.0" strike="0.0" dip="90.0" rake="0.0"/></nodalPlaneDist>
<hypoDepthDist><hypoDepth probability="1.0" depth="10.0"/></hypoDepthDist>
</pointSource>
`;
}

function fault(id) {
  const edge = Array.from(
    { length: 400 },
    (_, k) => `${(10 + k / 100).toFixed(6)} ${(45 + k / 200).toFixed(6)} ${(id % 20).toFixed(1)}`,
  );
  const line = `<gml:LineString><gml:posList>\n${edge.join('\n')}\n</gml:posList></gml:LineString>`;
  return `<complexFaultSource id="f${id}" name="fault ${id}">
<complexFaultGeometry>
<faultTopEdge>${line}</faultTopEdge>
<faultBottomEdge>${line}</faultBottomEdge>
</complexFaultGeometry>
<magScaleRel>WC1994</magScaleRel>
<ruptAspectRatio>1.0</ruptAspectRatio>
<incrementalMFD minMag="5.0" binWidth="0.1"><occurRates>${'0.001 '.repeat(20)}</occurRates></incrementalMFD>
<rake>90.0</rake>
</complexFaultSource>
`;
}

/** A model of point sources with a complex fault among every twenty. */
function makeModel(path, megabytes) {
  const [head, tail] = nrml(
    '<sourceModel name="m">\n<sourceGroup name="g" tectonicRegion="Active Shallow Crust">\n@</sourceGroup>\n</sourceModel>',
  ).split('@');
  const file = openSync(path, 'w');
  let bytes = writeSync(file, head);
  for (let id = 0; bytes < megabytes * 1e6; ) {
    const sources = Array.from({ length: 400 }, () => (++id % 20 === 0 ? fault(id) : point(id)));
    bytes += writeSync(file, sources.join(''));
  }
  writeSync(file, tail);
  closeSync(file);
}

/** Wall seconds of a command and its peak resident memory in MB, as the system tells its parent. */
function measured(command, args) {
  const script = `import resource, subprocess, sys, time
start = time.time()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
print(done.returncode, time.time() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
sys.stderr.buffer.write(done.stderr)`;
  const { stdout, stderr } = spawnSync('python3', ['-c', script, command, ...args], {
    cwd: scratch,
    encoding: 'utf8',
  });
  const [status, seconds, megabytes] = stdout.split(' ').map(Number);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return { seconds, megabytes };
}

const EXPAT = `import sys
from xml.parsers.expat import ParserCreate
ParserCreate(namespace_separator='}').ParseFile(open(sys.argv[1], 'rb'))`;

writeFileSync(join(scratch, 'job.ini'), JOB);
writeFileSync(join(scratch, 'ssmLT.xml'), tree('uncertaintyType="sourceModel"', 'model.xml'));
writeFileSync(
  join(scratch, 'gmmLT.xml'),
  tree('uncertaintyType="gmpeModel" applyToTectonicRegionType="Active Shallow Crust"', 'BooreAtkinson2008'),
);
const ours = (...words) => measured(process.execPath, [program, ...words]);
console.log(
  'model MB | files found s | MB resident | checked s | MB resident | MB/s over the empty run | expat s | checked/expat',
);
makeModel(join(scratch, 'model.xml'), 0.001);
const empty = ours('check-input', 'job.ini').seconds;
for (const size of [1, 10, 100, 1000, 2000].filter((megabytes) => megabytes <= most)) {
  makeModel(join(scratch, 'model.xml'), size);
  // The first reading brings the file into the system's cache, for both.
  measured('python3', ['-c', EXPAT, 'model.xml']);
  const found = ours('--run-hazard', 'job.ini', '--dry-run', '--no-preflight');
  const checked = ours('check-input', 'job.ini');
  const expat = measured('python3', ['-c', EXPAT, 'model.xml']);
  const figures = [
    size,
    found.seconds.toFixed(2),
    found.megabytes,
    checked.seconds.toFixed(2),
    checked.megabytes,
  ];
  const rate = size < 100 ? '' : (size / (checked.seconds - empty)).toFixed(0);
  console.log(
    [...figures, rate, expat.seconds.toFixed(2), (checked.seconds / expat.seconds).toFixed(2)].join(' | '),
  );
}
