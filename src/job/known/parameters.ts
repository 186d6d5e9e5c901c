import type { RecordedNames } from './recorded-names.js';

/** Parameters of a job file by the kind of their values, and other names, as the engines say. Written by test/support/record-engine-names.mjs. */
export const PARAMETERS: RecordedNames = {
  shared: {
    imt: `
ASH AvgSA CAV DRVT Disp DispProb EAS FAS FIV3 IA JMA LSD LSE LiqOccur LiqProb LsProb MMI PGA PGD PGDGeomMean
PGDMax PGV RSD RSD2080 RSD575 RSD595 SA SDi Sa_avg2 Sa_avg3`,
    input: `
amplification area_vulnerability business_interruption_consequence business_interruption_fragility
business_interruption_vulnerability consequence contents_consequence contents_fragility
contents_vulnerability delta_rates exposure fragility geometry gmfs groundshaking_fragility
groundshaking_vulnerability gsim_logic_tree hazard_curves injured_vulnerability ins_loss insurance
landslide_fragility landslide_vulnerability liquefaction_fragility liquefaction_vulnerability multi_peril
nonstructural_consequence nonstructural_fragility nonstructural_vulnerability number_vulnerability
occupants_vulnerability post_loss_amplification reinsurance reqv reqv_ignore_sources residents_vulnerability
rupture_model shakemap site_model source_model source_model_logic_tree station_data structural_consequence
structural_fragility structural_vulnerability structural_vulnerability_retrofitted taxonomy_mapping`,
    mode: `
classical classical_bcr classical_damage classical_risk custom disaggregation ebrisk event_based
event_based_damage event_based_risk multi_risk post_risk preclassical scenario scenario_damage scenario_risk`,
    'parameter any': `
aggregate_by base_path calculation_mode collapse_gsim_logic_tree countries discard_trts export_dir gsim
hazard_calculation_id ignore_missing_costs inputs limit_states local_timestamp minimum_engine_version
postproc_func reaggregate_by reqv_ignore_sources secondary_perils shakemap_id smlt_branch source_id
source_nodes specific_assets tectonic_region_type tile_spec total_losses`,
    'parameter boolean': `
avg_losses collect_rlzs compare_with_classical disagg_by_src discard_assets discrete_damage_distribution
epsilon_star ground_motion_fields hazard_curves_from_gmfs hazard_maps horiz_comp_to_geom_mean ignore_covs
ignore_encoding_errors ignore_master_seed individual_curves individual_rlzs infer_occur_rates
infrastructure_connectivity_analysis max max_hazard_curves mea_tau_phi mean mean_hazard_curves
modal_damage_state prefer_global_site_params shift_hypo split_sources std tiling uniform_hazard_spectra
use_rates`,
    'parameter comma-list-of:|xml|geojson|txt|csv|npz|hdf5': `
exports`,
    'parameter coordinates': `
region`,
    'parameter count': `
cholesky_limit concurrent_tasks continuous_fragility_discretization job_id lrem_steps_per_interval
master_seed max_potential_paths max_sites_disagg num_epsilon_bins num_rlzs_disagg
number_of_ground_motion_fields number_of_logic_tree_samples random_seed ses_seed split_by_gsim
steps_per_interval`,
    'parameter counts': `
return_periods rlz_index`,
    'parameter dict': `
disagg_bin_edges ground_motion_correlation_params postproc_args rupture_dict shakemap_uri`,
    'parameter distances': `
maximum_distance`,
    'parameter imt': `
imt_ref`,
    'parameter imts': `
intensity_measure_types`,
    'parameter integer': `
collapse_level vs30_tolerance`,
    'parameter levels-by-imt': `
intensity_measure_types_and_levels risk_imtls`,
    'parameter list-of:Mag|Dist|Mag_Dist|Mag_Dist_Eps|Lon_Lat|Mag_Lon_Lat|TRT|TRT_Mag|TRT_Lon_Lat|TRT_Mag_Dist|TRT_Mag_Dist_Eps': `
disagg_outputs`,
    'parameter number': `
ash_wet_amplification_factor asset_life_expectancy assets_per_site_limit coordinate_bin_width
correlation_cutoff distance_bin_width floating_x_step floating_y_step gmf_max_gb interest_rate
investigation_time mag_bin_width max_data_transfer maximum_distance_stations minimum_distance
ps_grid_spacing reference_vs30_value region_grid_spacing risk_investigation_time rupture_mesh_spacing
truncation_level width_of_mfd_bin with_betw_ratio`,
    'parameter number?': `
area_source_discretization complex_fault_mesh_spacing`,
    'parameter numbers': `
soil_intensities`,
    'parameter numbers-by-name': `
asset_hazard_distance extreme_gmv iml_disagg minimum_asset_loss minimum_intensity minimum_magnitude
pointsource_distance`,
    'parameter one-of:0|1': `
asset_correlation`,
    'parameter one-of:ASCE7-16|ASCE7-22': `
asce_version`,
    'parameter one-of:JB2009|HM2018?': `
ground_motion_correlation_model`,
    'parameter one-of:avg|day|night|transit': `
time_event`,
    'parameter one-of:convolution|kernel': `
amplification_method`,
    'parameter one-of:early_weights|late_weights|early_latin|late_latin': `
sampling_method`,
    'parameter one-of:ep|aep|oep|ep, aep|ep, oep|aep, ep|aep, oep|oep, ep|oep, aep|ep, aep, oep|ep, oep, aep|aep, ep, oep|aep, oep, ep|oep, ep, aep|oep, aep, ep': `
aggregate_loss_curves_types`,
    'parameter one-of:forbid|tolerate': `
oversampling`,
    'parameter one-of:measured|inferred': `
reference_vs30_type`,
    'parameter one-of:yes|no|full': `
spatial_correlation`,
    'parameter positive-count': `
ses_per_logic_tree_path`,
    'parameter probabilities': `
conditional_loss_poes poes poes_disagg quantile_hazard_curves quantiles`,
    'parameter words': `
cross_correlation description`,
  },
  only: {
    '3.23.5': {
      input: `
affected_vulnerability`,
      mode: `
aftershock`,
      'parameter any': `
cachedir mosaic_model`,
      'parameter boolean': `
cache_distances reference_backarc`,
      'parameter coordinates?': `
sites`,
      'parameter count': `
max_blocks max_gmvs_chunk max_potential_gmfs outs_per_task`,
      'parameter dict': `
sec_peril_params`,
      'parameter number': `
max_aggregations override_vs30 reference_depth_to_1pt0km_per_sec reference_depth_to_2pt5km_per_sec
time_per_task`,
      'parameter one-of:no|shakemap|sitemodel': `
site_effects`,
    },
    '3.26.2': {
      imt: `
LAHAR LAVA PYRO`,
      input: `
affectedpop_vulnerability embodied_carbon_vulnerability mmi`,
      mode: `
workflow`,
      'parameter any': `
keep_trt postrisk_func sec_peril_params site_labels siteid`,
      'parameter any?': `
mosaic_model`,
      'parameter boolean': `
aggregate_exposure cache strict truncated_mvn`,
      'parameter coordinates': `
sites`,
      'parameter count': `
max_nodes_network max_sites_correl rupture_id split_time`,
      'parameter dict': `
postrisk_args`,
      'parameter number-or--999': `
reference_depth_to_1pt0km_per_sec reference_depth_to_1pt4km_per_sec reference_depth_to_2pt5km_per_sec`,
      'parameter number?': `
truncation_level_between truncation_level_within`,
      'parameter numbers': `
override_vs30`,
      'parameter numbers-by-name': `
maximum_rupture_depth`,
      'parameter one-of:A|B|BC|C|CD|D|DE|E|default|custom?': `
site_class`,
    },
  },
};
