/** Groups of parameters in the order in which a report shows them, each with what names its members. */
const GROUPS: readonly (readonly [string, RegExp])[] = [
  [
    'General',
    /^(description|calculation_mode|random_seed|master_seed|ses_seed|hazard_calculation_id|job_id|cache|strict|minimum_engine_version|mosaic_model)$/,
  ],
  [
    'Sites',
    /^(region|region_grid_spacing|sites|site_labels|siteid|reference_|req_site_params|override_vs30|vs30_|assets_per_site_limit|asset_hazard_distance|soil_intensities|site_effects|prefer_global_site_params|ps_grid_spacing|max_sites_correl)/,
  ],
  [
    'Logic tree',
    /logic_tree|smlt_branch|^(gsim|collapse_|sampling_method|oversampling|max_potential_paths|discard_trts|keep_trt|individual_rlzs|collect_rlzs|num_rlzs_disagg)$/,
  ],
  [
    'Sources and ruptures',
    /^(rupture_|complex_fault_mesh|width_of_mfd_bin|area_source_|floating_|pointsource_distance|minimum_magnitude|source_|shift_hypo|split_|infer_occur_rates|reqv_|tectonic_region_type|use_rates|ses_per_|minimum_distance$)/,
  ],
  [
    'Hazard',
    /^(investigation_time|truncat|maximum_distance|intensity_measure|hazard_imtls|imt_ref|cross_correlation|ground_motion_|number_of_ground_motion|minimum_intensity|extreme_gmv|horiz_comp|amplification|with_betw_ratio|spatial_correlation|correlation_cutoff|cholesky_limit|secondary_perils|sec_peril_params|shakemap_|mea_tau_phi|asce_version|cachedir|iml_disagg$)/,
  ],
  [
    'Statistics and hazard outputs',
    /^(poes$|mean$|std$|max$|quantile|hazard_maps|uniform_hazard|mean_hazard|max_hazard|hazard_curves_from|compare_with|individual_curves|disagg|epsilon|num_epsilon|mag_bin|distance_bin|coordinate_bin|poes_disagg|max_sites_disagg|return_periods)/,
  ],
  [
    'Risk',
    /loss|asset|risk|insur|damage|limit_states|aggregate|consequence|fragility|vulnerab|cost|interest_rate|time_event|exposure|lrem_|steps_per_interval|discrete_|avg_losses|ash_|infrastructure|nodes_network|ignore_covs|ignore_master_seed|countries/,
  ],
];

const OTHER = 'Calculation and machine';

/** Names of the groups, in the order in which they are shown. */
export const PARAMETER_GROUPS: readonly string[] = [...GROUPS.map(([name]) => name), OTHER];

/** @returns the group to which a parameter of the engine belongs; one that nobody knows is of the last. */
export function parameterGroup(name: string): string {
  return GROUPS.find(([, members]) => members.test(name))?.[0] ?? OTHER;
}
