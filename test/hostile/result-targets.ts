import { compareTablesByKeys } from '../../src/results/compare/compare-by-keys.js';
import { readNpz } from '../../src/results/npz.js';
import { readDatasets } from '../../src/results/read-datasets.js';
import { makeZip } from '../support/make-zip.js';
import { npyArray } from '../support/npy.js';
import { ofFile, type Target } from './targets.js';

const RECORDS = npyArray("[('id', '|S2'), ('p', '>f4', (2,))]", [2], Buffer.alloc(20, 65));
const TEXTS = npyArray("'<U1'", [1, 2], Buffer.alloc(8), { isFortran: true });

/** Readers of what an engine exported, or somebody who says that one did. */
export const RESULT_TARGETS: readonly Target[] = [
  ofFile('csv of the engine', 'a.csv', ['#,,"x"\nlon,lat,gmv\n1,2,3\n"a""b",nan,1e5\n'], async (path) =>
    compareTablesByKeys(path, path, { tolerance: { rtol: 0, atol: 0 } }),
  ),
  ofFile(
    'datasets of a csv',
    'a.csv',
    [
      '#,,"imt=\'PGA\', lon=1.0, x=[1, {2: None}]"\r\nlon,lat,poe-0.1\r\n1,2,0.3\r\n',
      'imt,iml,poe,mag,trt,mean\nPGA,1,0.1,5,A,1\nPGA,1,0.1,6,A,1\n',
      'asset_id,loss_type,loss_value,poe\na,s,1,.1\n',
      'asset_id,NAME_1,lon,lat,structural-no_damage\n"a, ""b""",s,1,.1,1e5\n',
    ],
    async (path) => readDatasets(path),
  ),
  ofFile(
    'numpy archive',
    'a.npz',
    [
      makeZip([{ name: 'a.npy', content: RECORDS }]),
      makeZip([{ name: 'b.npy', content: TEXTS, deflated: true }]),
    ],
    async (path) => readNpz(path),
  ),
];
