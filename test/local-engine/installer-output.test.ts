import { describe, expect, it } from 'vitest';
import { pipReader, uvReader } from '../../src/local-engine/installer-output.js';

// The words of pip 23.2 and uv 0.13, shortened.
const PIP = `Collecting alpha_shapes==1.1.1 (from -r pins.txt (line 1))
  Downloading alpha_shapes-1.1.1-py3-none-any.whl (8.6 kB)
Collecting Django==4.2.30 (from -r pins.txt (line 10))
  Downloading django-4.2.30-py3-none-any.whl (8.0 MB)
Collecting fiona==1.10.1 (from -r pins.txt (line 14))
  Using cached fiona-1.10.1-cp311-cp311-manylinux_2_17_x86_64.whl (17.3 MB)
Installing collected packages: fiona, Django, alpha_shapes
Successfully installed Django-4.2.30 alpha_shapes-1.1.1 fiona-1.10.1`.split('\n');

const UV = `Using Python 3.11.7 environment at: vu
Resolved 43 packages in 193ms
Downloading numba (3.5MiB)
Downloading openquake-engine (56.2MiB)
 Downloaded numba
 Downloaded openquake-engine
Prepared 43 packages in 2.11s
Installed 43 packages in 1.92s
 + alpha-shapes==1.1.1`.split('\n');

describe('pipReader', () => {
  it('counts packages and names the ones that take time', () => {
    const read = pipReader();
    expect(PIP.map((line) => read(line)).filter((step) => step !== undefined)).toEqual([
      { text: 'Fetching alpha_shapes 1.1.1', done: 1 },
      { text: 'Fetching Django 4.2.30', done: 2 },
      { text: 'Fetching Django 4.2.30 (8.0 MB)', done: 2 },
      { text: 'Fetching fiona 1.10.1', done: 3 },
      { text: 'Unpacking the packages', done: 3 },
    ]);
  });
});

describe('uvReader', () => {
  it('names what is fetched and counts what is in place', () => {
    const read = uvReader();
    expect(UV.map((line) => read(line)).filter((step) => step !== undefined)).toEqual([
      { text: 'Fetching the packages' },
      { text: 'Fetching numba (3.5 MiB)' },
      { text: 'Fetching openquake-engine (56.2 MiB)' },
      { text: 'Fetched numba (1 of the large packages)' },
      { text: 'Fetched openquake-engine (2 of the large packages)' },
      { text: 'Unpacking the packages', done: 43 },
      { text: 'Packages are in place', done: 43 },
    ]);
  });
});
