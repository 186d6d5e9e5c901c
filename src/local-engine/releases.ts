import { UsageError } from '../errors.js';
import { PINS_3_23_5 } from './pins/engine-3.23.5.js';
import { PINS_3_26_2 } from './pins/engine-3.26.2.js';

/** A release of the engine that this program knows how to install. */
export interface Release {
  readonly version: string;
  /** Minor versions of Python 3 for which every pinned package has a wheel, the best known first. */
  readonly pythonMinors: readonly number[];
  /** Exact pins of the engine and of everything beneath it. */
  readonly pins: readonly string[];
  /** Bytes that the wheels weigh, measured on Linux x86-64. */
  readonly downloadBytes: number;
  /** Bytes that the finished environment takes, measured likewise. */
  readonly diskBytes: number;
}

const MB = 1024 ** 2;

/** The release that is installed when none is asked for: the long-term one. */
export const DEFAULT_VERSION = '3.23.5';

export const RELEASES: readonly Release[] = [
  {
    version: DEFAULT_VERSION,
    pythonMinors: [11, 12, 10],
    pins: PINS_3_23_5,
    downloadBytes: 240 * MB,
    diskBytes: 960 * MB,
  },
  {
    version: '3.26.2',
    // The release itself asks for 3.11 or later; its pyzmq has no wheel for 3.13.
    pythonMinors: [11, 12],
    pins: PINS_3_26_2,
    downloadBytes: 260 * MB,
    diskBytes: 1100 * MB,
  },
];

/**
 * @returns the release of that version, the default one for undefined.
 * @throws UsageError when it is none that we know how to install.
 */
export function findRelease(version: string | undefined): Release {
  const wanted = version ?? DEFAULT_VERSION;
  const release = RELEASES.find((row) => row.version === wanted);
  if (release !== undefined) return release;
  throw new UsageError(`Engine ${wanted} is not one that can be installed here.`, {
    hint: `Choose ${RELEASES.map((row) => row.version).join(' or ')}, or name an engine that you installed yourself with --engine-python.`,
  });
}
