import { checkFolders } from './folders.js';
import type { Check } from './check-job.js';
import { checkGsimTree } from './gsim-tree.js';
import { checkHazardCurves } from './hazard-curves.js';
import { checkOtherXml } from './other-xml.js';
import { checkRiskInputs } from './risk-inputs.js';
import { checkSiteFiles } from './site-files.js';
import { checkSourceModels } from './source-models.js';

/** Every check of what the files of a job hold. */
export const CONTENT_CHECKS: readonly Check[] = [
  checkFolders,
  checkGsimTree,
  checkSourceModels,
  checkRiskInputs,
  checkSiteFiles,
  checkHazardCurves,
  checkOtherXml,
];
