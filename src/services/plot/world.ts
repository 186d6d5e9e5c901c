import { createRequire } from 'node:module';
import { mesh } from 'topojson-client';
import type { Topology } from 'topojson-specification';

const load = createRequire(import.meta.url);

/** Scales of Natural Earth, and from how many degrees on each is drawn: a finer one would only be slower. */
const SCALES = [
  { from: 40, file: 'world-atlas/countries-110m.json' },
  { from: 8, file: 'world-atlas/countries-50m.json' },
  // Below this its lines are further off than what is drawn between them.
  { from: 0.3, file: 'world-atlas/countries-10m.json' },
] as const;

/**
 * Coasts and borders from Natural Earth (public domain), which is installed with this program: nothing is fetched. Where
 * borders are disputed they are drawn as Natural Earth has them.
 */
export const WORLD = {
  /** @param degrees the wider side of a map. @returns lines of longitude and latitude in turn; none for small maps. */
  outlines(degrees: number): readonly Float64Array[] {
    const scale = SCALES.find(({ from }) => degrees >= from);
    if (scale === undefined) return [];
    // All arcs of the file: countries, whose outermost borders are the coasts.
    return mesh(load(scale.file) as Topology).coordinates.map((line) =>
      Float64Array.from(line.flatMap(([lon = 0, lat = 0]) => [lon, lat])),
    );
  },
};
