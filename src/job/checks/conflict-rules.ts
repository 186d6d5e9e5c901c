import type { Rule } from './check-required.js';
import { lacksHazard } from './required-rules.js';

/** The engine counts realizations in two bytes. */
const MOST_SAMPLES = 65_536;

const twoGsims: Rule = (job) => {
  const gsim = job.value('gsim');
  if (!job.inputs.has('gsim_logic_tree') || gsim === undefined || gsim === '[FromFile]') return undefined;
  return {
    message: 'gsim and gsim_logic_tree_file exclude each other',
    fix: 'remove one of them',
    wanted: [],
  };
};

const timeOfScenario: Rule = (job) => {
  if (!job.mode.startsWith('scenario') || job.number('investigation_time') === 0) return undefined;
  const message = `${job.mode} has no investigation_time: a scenario is one rupture, whenever it happens`;
  return { message, fix: 'remove investigation_time', wanted: [] };
};

const samples: Rule = (job) => {
  if (job.number('number_of_logic_tree_samples') < MOST_SAMPLES) return undefined;
  return {
    message: `number_of_logic_tree_samples must be below ${MOST_SAMPLES}`,
    fix: 'take fewer samples',
    wanted: [],
  };
};

const meshSpacings: Rule = (job) => {
  const complex = job.number('complex_fault_mesh_spacing');
  const simple = job.value('rupture_mesh_spacing') === undefined ? 5 : job.number('rupture_mesh_spacing');
  if (complex === 0 || complex >= simple) return undefined;
  const message = `complex_fault_mesh_spacing (${complex} km) must not be below rupture_mesh_spacing (${simple} km)`;
  return { message, fix: 'raise the first, or lower the second', wanted: [] };
};

const disaggregation: Rule = (job) => {
  if (job.mode !== 'disaggregation') return undefined;
  const poes = job.value('poes_disagg') ?? job.value('poes');
  const levels = job.value('iml_disagg');
  if (poes === undefined && levels === undefined) {
    const fix = "add poes_disagg = 0.1 or iml_disagg = {'PGA': 0.2}";
    return { message: 'what to disaggregate is missing', fix, wanted: ['poes_disagg', 'iml_disagg', 'poes'] };
  }
  if (poes !== undefined && levels !== undefined) {
    return {
      message: 'poes_disagg (or poes) and iml_disagg exclude each other',
      fix: 'keep one of them',
      wanted: [],
    };
  }
  return undefined;
};

const disaggregationBins: Rule = (job) => {
  if (job.mode !== 'disaggregation' || job.value('disagg_bin_edges') !== undefined) return undefined;
  const missing = ['mag_bin_width', 'distance_bin_width', 'coordinate_bin_width', 'num_epsilon_bins'].filter(
    (name) => job.value(name) === undefined,
  );
  if (missing.length === 0) return undefined;
  const fix = 'give the widths of the bins, or disagg_bin_edges';
  return { message: `disaggregation needs ${missing.join(', ')}`, fix, wanted: missing };
};

const timeOfDamage: Rule = (job) => {
  const needs = job.mode === 'event_based_damage' || (job.mode === 'classical_damage' && !job.hasHazard);
  if (!needs || lacksHazard(job) || job.number('investigation_time') > 0) return undefined;
  const message = `${job.mode} needs investigation_time`;
  return { message, fix: 'add it, in years, e.g. investigation_time = 50', wanted: ['investigation_time'] };
};

const lossPoes: Rule = (job) =>
  job.mode === 'classical_damage' && job.value('conditional_loss_poes') !== undefined
    ? {
        message: 'classical_damage has no conditional_loss_poes',
        fix: 'remove conditional_loss_poes',
        wanted: [],
      }
    : undefined;

/** Parameters that the engine does not take together, or not in this calculation mode. */
export const CONFLICTS: readonly Rule[] = [
  twoGsims,
  timeOfScenario,
  samples,
  meshSpacings,
  disaggregation,
  disaggregationBins,
  timeOfDamage,
  lossPoes,
];
