/** Red, green, blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/** The ramps of these names in QGIS, which are ColorBrewer's: where a colour stands, and the colour. */
export const RAMPS: Readonly<Record<'Reds' | 'Spectral' | 'Blues', readonly (readonly [number, Colour])[]>> =
  {
    Reds: [
      [0, [255, 245, 240]],
      [0.13, [254, 224, 210]],
      [0.26, [252, 187, 161]],
      [0.39, [252, 146, 114]],
      [0.52, [251, 106, 74]],
      [0.65, [239, 59, 44]],
      [0.78, [203, 24, 29]],
      [0.9, [165, 15, 21]],
      [1, [103, 0, 13]],
    ],
    // From blue to red: the plugin turns it around, so that high values are red.
    Spectral: [
      [0, [43, 131, 186]],
      [0.25, [171, 221, 164]],
      [0.5, [255, 255, 191]],
      [0.75, [253, 174, 97]],
      [1, [215, 25, 28]],
    ],
    Blues: [
      [0, [247, 251, 255]],
      [0.13, [222, 235, 247]],
      [0.26, [198, 219, 239]],
      [0.39, [158, 202, 225]],
      [0.52, [107, 174, 214]],
      [0.65, [66, 146, 198]],
      [0.78, [33, 113, 181]],
      [0.9, [8, 81, 156]],
      [1, [8, 48, 107]],
    ],
  };

/** @returns the colour at a place of a ramp, 0 to 1. */
export function colourAt(ramp: keyof typeof RAMPS, place: number): Colour {
  const stops = RAMPS[ramp];
  const above = stops.findIndex(([at]) => at >= place);
  const [to, high] = stops[above] ?? [1, [0, 0, 0]];
  const [from, low] = stops[above - 1] ?? [to, high];
  const part = to === from ? 0 : (place - from) / (to - from);
  const mix = (nth: 0 | 1 | 2): number => Math.round(low[nth] + part * (high[nth] - low[nth]));
  return [mix(0), mix(1), mix(2)];
}
