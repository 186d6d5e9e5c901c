/** The nine keys whose value is a list of names between blanks; no others are. */
const LIST_KEYS = new Set([
  'exposure_file',
  'exposure_csv',
  'site_model_file',
  'site_model_csv',
  'gmfs_file',
  'gmfs_csv',
  'hazard_curves_file',
  'hazard_curves_csv',
  'source_model_file',
]);

const LOSS_TYPES = ['structural', 'nonstructural', 'contents', 'business_interruption'];
const MORE_LOSS_TYPES = [
  'embodied_carbon',
  'number',
  'area',
  'occupants',
  'residents',
  'affectedpop',
  'injured',
];
const PERILS = ['groundshaking', 'liquefaction', 'landslide'];

/** Input names that engine 3.26 knows. The set grows with every release, so an unknown one is only worth a word. */
export const KNOWN_INPUTS: readonly string[] = [
  ...['rupture_model', 'exposure', 'site_model', 'sites', 'source_model', 'source_model_logic_tree'],
  ...['gsim_logic_tree', 'shakemap', 'gmfs', 'hazard_curves', 'geometry', 'delta_rates', 'reqv'],
  ...['reqv_ignore_sources', 'amplification', 'station_data', 'mmi', 'multi_peril', 'taxonomy_mapping'],
  ...['insurance', 'reinsurance', 'ins_loss', 'post_loss_amplification', 'fragility', 'consequence'],
  ...LOSS_TYPES.flatMap((type) => [`${type}_fragility`, `${type}_consequence`]),
  ...[...LOSS_TYPES, ...MORE_LOSS_TYPES].map((type) => `${type}_vulnerability`),
  'structural_vulnerability_retrofitted',
  ...PERILS.flatMap((peril) => [`${peril}_fragility`, `${peril}_vulnerability`]),
];

/** Whether a key of a job file names files. */
export function isFileKey(key: string): boolean {
  return /_(?:file|csv|hdf5)$/.test(key);
}

/** Whether the value of a file key is a list of names between blanks. */
export function isListKey(key: string): boolean {
  return LIST_KEYS.has(key);
}

/** @returns the input that a file key sets: `x_file`, `x_csv` and `x_hdf5` set the same `x`. */
export function inputName(fileKey: string): string {
  return fileKey.slice(0, fileKey.lastIndexOf('_'));
}

/** Whether a key names a file in the old way of `[reqv]` sections: by ending in .hdf5. */
export function isOldDistanceTable(key: string, text: string): boolean {
  return !isFileKey(key) && key !== 'description' && text.endsWith('.hdf5');
}
