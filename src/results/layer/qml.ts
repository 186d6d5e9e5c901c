import { classBreaks, distinctOf } from './class-breaks.js';
import { type Colour, colourAt, RAMPS } from './colour-ramps.js';
import type { Geometry, LayerStyle, LayerSurvey } from './layer.js';

const GEOMETRY_TYPES: Readonly<Record<Geometry['type'], number>> = { Point: 0, MultiPolygon: 2 };

/**
 * Makes the style of a layer in QGIS's own notation (`.qml`), as the QGIS plugin of the engine draws it: up to ten classes, fewer
 * where there are fewer different values; two values as categories; one as a single symbol; seven tenths opaque, points without
 * an edge. Written for QGIS 3; the older form of the properties of symbols stands beside the newer one.
 */
export function layerQml(style: LayerStyle, survey: LayerSurvey, geometry: Geometry['type']): string {
  return [
    "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>",
    '<qgis version="3.22.0" styleCategories="Symbology">',
    ...renderer(style, survey, geometry),
    '  <blendMode>0</blendMode>',
    '  <featureBlendMode>0</featureBlendMode>',
    '  <layerOpacity>0.7</layerOpacity>',
    `  <layerGeometryType>${GEOMETRY_TYPES[geometry]}</layerGeometryType>`,
    '</qgis>',
    '',
  ].join('\n');
}

function renderer(style: LayerStyle, survey: LayerSurvey, geometry: Geometry['type']): string[] {
  const { column, ramp, method } = style;
  const distinct = distinctOf(survey.values);
  if (column === undefined) return single(cross(0));
  if (distinct.length < 2) return single(symbol(geometry, 0, colourAt(ramp, 1)));
  const attribute = ` attr="${escaped(column)}"`;
  if (distinct.length === 2) {
    return [
      `  <renderer-v2 type="categorizedSymbol"${attribute} symbollevels="0" enableorderby="0" forceraster="0">`,
      '    <categories>',
      ...distinct.map(
        (value, nth) =>
          `      <category value="${value}" type="double" label="${value}" symbol="${nth}" render="true"/>`,
      ),
      '    </categories>',
      '    <symbols>',
      ...distinct.flatMap((_, nth) => symbol(geometry, nth, colourAt(ramp, nth))),
      '    </symbols>',
      '  </renderer-v2>',
    ];
  }
  const ends = classBreaks(survey.values, method);
  const classes = ends.length - 1;
  return [
    `  <renderer-v2 type="graduatedSymbol"${attribute} graduatedMethod="GraduatedColor" symbollevels="0" enableorderby="0" forceraster="0">`,
    '    <ranges>',
    ...ends.slice(1).map((upper, nth) => {
      const lower = ends[nth] ?? upper;
      return `      <range lower="${lower}" upper="${upper}" label="${short(lower)} - ${short(upper)}" symbol="${nth}" render="true"/>`;
    }),
    '    </ranges>',
    '    <symbols>',
    ...ends
      .slice(1)
      .flatMap((_, nth) => symbol(geometry, nth, colourAt(ramp, classes === 1 ? 1 : nth / (classes - 1)))),
    '    </symbols>',
    '    <source-symbol>',
    ...symbol(geometry, 0, colourAt(ramp, 1)),
    '    </source-symbol>',
    ...colourRamp(ramp),
    `    <classificationMethod id="${method}">`,
    '      <symmetricMode enabled="0" symmetrypoint="0" astride="0"/>',
    '      <labelFormat format="%1 - %2" labelprecision="4" trimtrailingzeroes="1"/>',
    '      <parameters><Option/></parameters>',
    '      <extraInformation/>',
    '    </classificationMethod>',
    '  </renderer-v2>',
  ];
}

function single(lines: readonly string[]): string[] {
  return [
    '  <renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" forceraster="0">',
    '    <symbols>',
    ...lines,
    '    </symbols>',
    '  </renderer-v2>',
  ];
}

function symbol(geometry: Geometry['type'], nth: number, colour: Colour): string[] {
  return geometry === 'Point'
    ? symbolOf('marker', 'SimpleMarker', nth, {
        ...{ name: 'circle', color: rgba(colour), outline_style: 'no', outline_color: '35,35,35,255' },
        ...{ size: '2', size_unit: 'MM', offset: '0,0', offset_unit: 'MM', angle: '0' },
      })
    : symbolOf('fill', 'SimpleFill', nth, {
        ...{ color: rgba(colour), style: 'solid', outline_style: 'solid', outline_color: '35,35,35,255' },
        ...{ outline_width: '0.1', outline_width_unit: 'MM', offset: '0,0', offset_unit: 'MM' },
      });
}

/** What the plugin marks sites of curves with: their values stand in no one colour. */
function cross(nth: number): string[] {
  return symbolOf('marker', 'SimpleMarker', nth, {
    ...{
      name: 'cross2',
      color: '0,0,0,255',
      outline_style: 'solid',
      outline_color: '0,0,0,255',
      outline_width: '0',
    },
    ...{ size: '1.5', size_unit: 'MM', offset: '0,0', offset_unit: 'MM', angle: '0' },
  });
}

function symbolOf(
  type: string,
  kind: string,
  nth: number,
  properties: Readonly<Record<string, string>>,
): string[] {
  const entries = Object.entries(properties);
  return [
    `      <symbol type="${type}" name="${nth}" alpha="1" clip_to_extent="1" force_rhr="0">`,
    `        <layer class="${kind}" enabled="1" locked="0" pass="0">`,
    '          <Option type="Map">',
    ...entries.map(([name, value]) => `            <Option type="QString" name="${name}" value="${value}"/>`),
    '          </Option>',
    ...entries.map(([name, value]) => `          <prop k="${name}" v="${value}"/>`),
    '        </layer>',
    '      </symbol>',
  ];
}

function colourRamp(ramp: LayerStyle['ramp']): string[] {
  const stops = RAMPS[ramp];
  const properties: Readonly<Record<string, string>> = {
    color1: rgba(colourAt(ramp, 0)),
    color2: rgba(colourAt(ramp, 1)),
    discrete: '0',
    rampType: 'gradient',
    stops: stops
      .slice(1, -1)
      .map(([place, colour]) => `${place};${rgba(colour)}`)
      .join(':'),
  };
  const entries = Object.entries(properties);
  return [
    '    <colorramp type="gradient" name="[source]">',
    '      <Option type="Map">',
    ...entries.map(([name, value]) => `        <Option type="QString" name="${name}" value="${value}"/>`),
    '      </Option>',
    ...entries.map(([name, value]) => `      <prop k="${name}" v="${value}"/>`),
    '    </colorramp>',
  ];
}

function rgba([red, green, blue]: Colour): string {
  return `${red},${green},${blue},255`;
}

/** As a legend shows it; the ends of the classes themselves are not rounded. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
