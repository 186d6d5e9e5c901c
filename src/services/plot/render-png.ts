import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

const { resolve } = createRequire(import.meta.url);

/** The font that pictures are written in, which comes with this program: a bare machine has none. */
export const FONT = 'Arimo';
const FILES = ['400Regular/Arimo_400Regular.ttf', '700Bold/Arimo_700Bold.ttf'];

/** Scripts that the font has: Latin, Greek, Cyrillic, Hebrew, and the signs that we use. */
const BEYOND_FONT = /[^\u0000-\u052f\u0590-\u05ff\u1e00-\u22ff\ufb1d-\ufb4f]/u;

/** Pixels of the picture for one of the drawing: sharp on today's screens, and on paper. */
const PIXELS = 2;

/**
 * Renders a drawing of ours as PNG, with the font of this program; only for text in other scripts the fonts of the machine are
 * looked for too.
 */
export function renderPng(svg: string): Uint8Array {
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: PIXELS },
    font: {
      loadSystemFonts: BEYOND_FONT.test(svg),
      fontFiles: FILES.map((file) => resolve(`@expo-google-fonts/arimo/${file}`)),
      defaultFontFamily: FONT,
      sansSerifFamily: FONT,
    },
  });
  return image.render().asPng();
}
