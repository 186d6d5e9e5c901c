import { createHash } from 'node:crypto';
import type { CalculationReport } from '../../services/report/calculation-report.js';
import type { Basemap } from '../plot/figures/map-panel.js';
import { explorerSection } from './explorer-section.js';
import { embeddedJson, html, Html } from './html.js';
import { script } from './in-browser/main.js?script';
import { mapLayers } from './map-layers.js';
import { packDataset, PlaceLists } from './pack-datasets.js';
import type { PageData } from './page-data.js';
import { pageOutlines } from './page-outlines.js';
import { inputsSection } from './report-inputs.js';
import { logSection } from './report-log.js';
import { outputsSection } from './report-outputs.js';
import { parametersSection } from './report-parameters.js';
import { provenanceSection } from './report-provenance.js';
import { reportStyle } from './report-style.js';
import { failureSection, reportHead, summarySection, titleOf } from './report-summary.js';
import { timeSection } from './report-time.js';
import { type NamedSection, resultSections } from './results-sections.js';

/**
 * The report of a calculation as one HTML page that fetches nothing: style, script, drawings and numbers are in it, and its
 * own policy forbids everything else, so that a text which slipped through as markup could neither run nor call home.
 * @param basemap coasts and borders; without it maps show places alone.
 */
export function reportPage(report: CalculationReport, basemap: Basemap | undefined): string {
  const data = pageData(report, basemap);
  const sections = sectionsOf(report, data, basemap);
  const style = reportStyle();
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy(style)}">
<meta name="generator" content="openquake ${report.clientVersion}">
<title>${titleOf(report)} (calculation ${report.calculation.id})</title>
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<div class="page">
${reportHead(report)}<nav aria-label="Sections"><ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
<main id="content" tabindex="-1">
${sections.map(({ body }) => body)}</main>
</div>
<script type="application/json" id="data">${embeddedJson(data)}</script>
<script>${new Html(script)}</script>
</body>
</html>
`.text;
}

function pageData({ datasets }: CalculationReport, basemap: Basemap | undefined): PageData {
  const places = new PlaceLists();
  const layers = mapLayers(datasets, places);
  const packed = datasets
    .filter(({ type }) => type === 'hazard-curves' || type === 'uniform-hazard-spectra')
    .map((dataset) => packDataset(dataset, places));
  return { places: places.lists, layers, datasets: packed, outlines: pageOutlines(places.lists, basemap) };
}

function sectionsOf(report: CalculationReport, data: PageData, basemap: Basemap | undefined): NamedSection[] {
  const failed = report.calculation.status === 'failed' || report.calculation.status === 'aborted';
  const map = explorerSection(data, report.datasets);
  return [
    { id: 'summary', title: 'Summary', body: summarySection(report) },
    ...(failed ? [{ id: 'failure', title: 'Why it failed', body: failureSection(report) }] : []),
    ...(map.text === '' ? [] : [{ id: 'map', title: 'Map and curves', body: map }]),
    ...resultSections(report.datasets, basemap),
    { id: 'outputs', title: 'Outputs', body: outputsSection(report) },
    { id: 'parameters', title: 'Parameters', body: parametersSection(report) },
    { id: 'inputs', title: 'Inputs', body: inputsSection(report) },
    { id: 'time', title: 'Duration', body: timeSection(report) },
    { id: 'log', title: 'Log', body: logSection(report) },
    { id: 'provenance', title: 'Provenance', body: provenanceSection(report) },
  ];
}

/** Nothing from anywhere; this style and this script, known by their hashes, alone. Drawings carry styles in attributes. */
function policy(style: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "style-src-attr 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
