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
