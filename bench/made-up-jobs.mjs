// Jobs of any size with invented sources, the same each time.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const HEAD = `<?xml version="1.0" encoding="utf-8"?>
<nrml xmlns:gml="http://www.opengis.net/gml" xmlns="http://openquake.org/xmlns/nrml/0.5">
`;

/** Numbers between 0 and 1 that look random; the same seed gives the same ones. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function pointSource(id, random) {
  const productivity = 2 + random() * 3;
  const rates = Array.from({ length: 15 }, (_, nth) =>
    (10 ** (productivity - 4 - 0.09 * nth) * (1 + random() * 1e-3)).toExponential(6),
  );
  const strike = () => `${Math.floor(random() * 36) * 10}.0`;
  return `    <pointSource id="${id}" name="point ${id}" tectonicRegion="Active Shallow Crust">
      <pointGeometry>
        <gml:Point>
          <gml:pos>${(random() * 40).toFixed(5)} ${(random() * 30).toFixed(5)}</gml:pos>
        </gml:Point>
        <upperSeismoDepth>0.0</upperSeismoDepth>
        <lowerSeismoDepth>${15 + Math.floor(random() * 4) * 5}.0</lowerSeismoDepth>
      </pointGeometry>
      <magScaleRel>WC1994</magScaleRel>
      <ruptAspectRatio>1.0</ruptAspectRatio>
      <incrementalMFD binWidth="0.1" minMag="5.05">
        <occurRates>${rates.join(' ')}</occurRates>
      </incrementalMFD>
      <nodalPlaneDist>
        <nodalPlane probability="0.5" strike="${strike()}" dip="${30 + Math.floor(random() * 6) * 10}.0" rake="-90.0" />
        <nodalPlane probability="0.5" strike="${strike()}" dip="90.0" rake="0.0" />
      </nodalPlaneDist>
      <hypoDepthDist>
        <hypoDepth probability="0.6" depth="5.0" />
        <hypoDepth probability="0.4" depth="10.0" />
      </hypoDepthDist>
    </pointSource>
`;
}

/** Writes a source model of about so many bytes. */
function writeSourceModel(path, bytes, seed) {
  const random = numbers(seed);
  const file = openSync(path, 'w');
  let written = writeSync(file, `${HEAD}  <sourceModel name="invented">\n`);
  for (let id = 0; written < bytes; ) {
    let text = '';
    while (written + text.length < bytes && text.length < 500_000)
      text += pointSource(`${seed}-${(id += 1)}`, random);
    written += writeSync(file, text);
  }
  writeSync(file, '  </sourceModel>\n</nrml>\n');
  closeSync(file);
}

function logicTree(type, model) {
  return `${HEAD}<logicTree logicTreeID="lt">
  <logicTreeBranchSet branchSetID="bs" ${type}>
    <logicTreeBranch branchID="b">
      <uncertaintyModel>${model}</uncertaintyModel>
      <uncertaintyWeight>1.0</uncertaintyWeight>
    </logicTreeBranch>
  </logicTreeBranchSet>
</logicTree>
</nrml>
`;
}

/** Writes a classical hazard job with source models of these sizes into a new folder. */
function makeJob(folder, sizes) {
  mkdirSync(folder);
  const names = sizes.map((bytes, nth) => {
    const name = `model-${nth}.xml`;
    writeSourceModel(join(folder, name), bytes, nth + 1);
    return name;
  });
  writeFileSync(
    join(folder, 'job.ini'),
    `[general]
description = Invented sources
calculation_mode = classical
sites = 10.0 10.0
reference_vs30_value = 760
source_model_logic_tree_file = ssmLT.xml
gsim_logic_tree_file = gmmLT.xml
rupture_mesh_spacing = 5
width_of_mfd_bin = 0.1
area_source_discretization = 10
investigation_time = 50
intensity_measure_types_and_levels = {"PGA": [0.1, 0.2]}
truncation_level = 3
maximum_distance = 200
`,
  );
  writeFileSync(join(folder, 'ssmLT.xml'), logicTree('uncertaintyType="sourceModel"', names.join(' ')));
  const gmpe = 'uncertaintyType="gmpeModel" applyToTectonicRegionType="Active Shallow Crust"';
  writeFileSync(join(folder, 'gmmLT.xml'), logicTree(gmpe, 'BooreAtkinson2008'));
}

/** 300 MB: one model of 200 MB and thirteen of 7.7 MB. */
export function makeBigJob(folder) {
  makeJob(folder, [200e6, ...Array.from({ length: 13 }, () => 7.7e6)]);
}

/** 5,000 models of about 8 KB. */
export function makeSmallJob(folder) {
  makeJob(
    folder,
    Array.from({ length: 5000 }, () => 8000),
  );
}
