import { involvesRisk } from '../calculation-mode.js';
import type { JobFacts, Lack, Rule } from './check-required.js';

const HAZARD_IN_FILES = ['hazard_curves', 'gmfs'];
const SOURCES = ['source_model_logic_tree', 'source_model'];

function lack(message: string, fix: string, ...wanted: readonly string[]): Lack {
  return { message, fix, wanted };
}

function hasAny(job: JobFacts, names: readonly string[]): boolean {
  return names.some((name) => job.inputs.has(name));
}

function hasRiskFunctions(job: JobFacts, kind: string): boolean {
  return [...job.inputs].some((name) => name.includes(kind));
}

/** The engine's own exposure of the OQImpact platform brings everything along. */
function isImpact(job: JobFacts): boolean {
  return job.value('exposure_hdf5') !== undefined || /\.hdf5$/.test(job.value('exposure_file') ?? '');
}

function isScenario({ mode }: JobFacts): boolean {
  return mode.includes('scenario');
}

const hazard: Rule = (job) => {
  if (job.hasHazard || hasAny(job, [...HAZARD_IN_FILES, 'rupture_model', 'ins_loss', 'multi_peril']))
    return undefined;
  if (isScenario(job) || job.mode === 'workflow' || hasAny(job, SOURCES)) return undefined;
  return involvesRisk(job.mode)
    ? lack(
        `${job.mode} starts from hazard, and there is none`,
        'name the hazard calculation with --hc CALC_ID, or run both jobs in one go: openquake --run HAZARD_INI RISK_INI',
        'hazard_calculation_id',
        ...SOURCES.map((name) => `${name}_file`),
      )
    : lack(
        `${job.mode} needs seismic sources, and there are none`,
        'add source_model_logic_tree_file, or start from a calculation with --hc CALC_ID',
        ...SOURCES.map((name) => `${name}_file`),
      );
};

/** The engine takes a job without it, and fails when it reads the first group of sources. */
const time: Rule = (job) => {
  if (job.hasHazard || !hasAny(job, SOURCES) || job.value('investigation_time') !== undefined)
    return undefined;
  if (!/^(?:classical|disaggregation|event_based)(?:_risk)?$/.test(job.mode)) return undefined;
  return lack(
    'investigation_time is missing: the time span in years of which the probabilities are',
    'add investigation_time = 50, or your span in years',
    'investigation_time',
  );
};

/** A scenario without a rupture may be there to prepare sites and assets; its losses cannot be computed. */
const ground: Rule = (job) => {
  const given = [...HAZARD_IN_FILES, 'rupture_model', 'shakemap', 'multi_peril', 'ins_loss'];
  const described = ['shakemap_uri', 'shakemap_id', 'rupture_dict'];
  if (!isScenario(job) || !involvesRisk(job.mode) || job.hasHazard || hasAny(job, given) || isImpact(job))
    return undefined;
  if (described.some((name) => job.value(name) !== undefined)) return undefined;
  return lack(
    `${job.mode} needs ground motion, and there is neither a rupture nor a field of it`,
    'name the calculation of the ground motion with --hc CALC_ID, or add rupture_model_file or gmfs_csv',
    'rupture_model_file',
    'gmfs_csv',
    'gmfs_file',
  );
};

/** With a hazard calculation, which is what is missing, much else need not be said. */
export function lacksHazard(job: JobFacts): boolean {
  return hazard(job) !== undefined || ground(job) !== undefined;
}

const riskFunctions: Rule = (job) => {
  if (lacksHazard(job)) return undefined;
  if (!involvesRisk(job.mode) || job.hasHazard || job.value('shakemap_uri') !== undefined || isImpact(job))
    return undefined;
  if (job.mode.includes('damage')) {
    if (hasRiskFunctions(job, 'fragility')) return undefined;
    const fix = 'add e.g. structural_fragility_file; with --hc CALC_ID they may come from that calculation';
    return lack(
      `${job.mode} needs fragility functions, and there are none`,
      fix,
      'structural_fragility_file',
      'fragility_file',
    );
  }
  if (!job.mode.includes('risk') || job.mode === 'multi_risk' || job.inputs.has('multi_peril'))
    return undefined;
  if (hasRiskFunctions(job, 'vulnerability')) return undefined;
  const fix = 'add e.g. structural_vulnerability_file; with --hc CALC_ID they may come from that calculation';
  return lack(
    `${job.mode} needs vulnerability functions, and there are none`,
    fix,
    'structural_vulnerability_file',
  );
};

const truncation: Rule = (job) => {
  const names = ['truncation_level', 'truncation_level_between', 'truncation_level_within'];
  if (job.hasHazard || hasAny(job, [...HAZARD_IN_FILES, 'multi_peril']) || job.mode === 'scenario')
    return undefined;
  if (names.some((name) => job.value(name) !== undefined)) return undefined;
  if (lacksHazard(job)) return undefined;
  return lack(
    'truncation_level is missing',
    'say where the ground-motion distribution ends, e.g. truncation_level = 3',
    ...names,
  );
};

const distance: Rule = (job) => {
  if (!job.inputs.has('gsim_logic_tree') || job.value('maximum_distance') !== undefined) return undefined;
  const fix = 'say how far from a site sources count, in kilometres: maximum_distance = 300';
  return lack('maximum_distance is missing', fix, 'maximum_distance');
};

const levels: Rule = (job) => {
  const curves =
    job.mode === 'classical' || job.mode === 'disaggregation' || job.isOn('hazard_curves_from_gmfs');
  const names = ['intensity_measure_types_and_levels', 'iml_disagg', 'risk_imtls'];
  if (!curves || names.some((name) => job.value(name) !== undefined)) return undefined;
  if (hasRiskFunctions(job, 'fragility') || hasRiskFunctions(job, 'vulnerability')) return undefined;
  const message =
    job.value('intensity_measure_types') === undefined
      ? 'intensity_measure_types_and_levels is missing'
      : 'hazard curves need levels, and intensity_measure_types gives none';
  return lack(
    message,
    'give them: intensity_measure_types_and_levels = {"PGA": logscale(0.005, 3.0, 25)}',
    'intensity_measure_types_and_levels',
  );
};

const sites: Rule = (job) => {
  if (job.mode === 'preclassical' || job.mode === 'aftershock' || involvesRisk(job.mode)) return undefined;
  const hasSites = job.value('sites') !== undefined || job.inputs.has('site_model');
  if (job.inputs.has('hazard_curves') && hasSites) {
    return lack('hazard_curves_csv brings its sites along, and sites are given too', 'remove one of the two');
  }
  const onlyRuptures = job.value('ground_motion_fields') !== undefined && !job.isOn('ground_motion_fields');
  if (!hasSites && onlyRuptures) return undefined;
  if (job.inputs.has('exposure') || job.inputs.has('site_model')) return undefined;
  const ways = [
    ['sites', job.value('sites') !== undefined],
    ['hazard_curves_csv', job.inputs.has('hazard_curves')],
    ['gmfs_csv', job.inputs.has('gmfs')],
    [
      'region with region_grid_spacing',
      (job.value('region') ?? job.value('region_constraint')) !== undefined &&
        job.number('region_grid_spacing') > 0,
    ],
  ].flatMap(([name, given]) => (given === true ? [String(name)] : []));
  if (ways.length === 1) return undefined;
  if (ways.length > 1) return lack(`${ways.join(' and ')} each give sites`, 'keep one of them');
  const fix = 'add sites, sites_csv, site_model_file, exposure_file, or region with region_grid_spacing';
  return lack(
    'there are no sites',
    fix,
    'sites',
    'sites_csv',
    'site_model_file',
    'region',
    'region_grid_spacing',
    'exposure_file',
  );
};

const sitesOfFields: Rule = (job) => {
  const file = job.value('gmfs_csv') ?? job.value('gmfs_file');
  if (file === undefined || !/^\S*\.csv(?:\s|$)/.test(file)) return undefined;
  if (job.inputs.has('site_model') || job.value('sites') !== undefined) return undefined;
  return lack(
    'the ground-motion fields have no sites',
    'add sites_csv, which names the sites of gmfs_csv',
    'sites_csv',
    'site_model_file',
  );
};

const poes: Rule = (job) => {
  const on = ['hazard_maps', 'uniform_hazard_spectra'].find((name) => job.isOn(name));
  if (on === undefined || job.value('poes') !== undefined) return undefined;
  if (job.value('return_periods') !== undefined && job.number('investigation_time') > 0) return undefined;
  return lack(`${on} needs poes, and there are none`, 'add e.g. poes = 0.1 0.02', 'poes');
};

/** What the engine certainly refuses before it computes, in the order in which a user would mend it. */
export const REQUIRED: readonly Rule[] = [
  hazard,
  time,
  ground,
  riskFunctions,
  truncation,
  distance,
  levels,
  sites,
  sitesOfFields,
  poes,
];
