/*
 * The script of a report, in a browser. It is built into the page (see build/page-script.ts) and fetches nothing; without it
 * the page still tells everything but the map.
 */
import type { PageData } from '../page-data.js';
import { unpackDataset } from '../pack-datasets.js';
import { startChoosers } from './choosers.js';
import { byId } from './elements.js';
import { startExplorer } from './explorer.js';
import { startFilter } from './filter-rows.js';
import { startSorting } from './sort-tables.js';
import { startTheme } from './theme.js';

const data = JSON.parse(byId('data', HTMLScriptElement)?.textContent ?? '{}') as PageData;
const datasets = data.datasets.map((packed) => unpackDataset(packed, data.places));

startSorting();
startFilter({
  table: 'parameter-rows',
  field: 'parameter-filter',
  count: 'parameter-count',
  hideDefaults: 'parameter-defaults',
});
startFilter({ table: 'log-rows', field: 'log-filter', count: 'log-count' });
const redraw = startExplorer(data, datasets);
startChoosers();
startTheme(redraw);
