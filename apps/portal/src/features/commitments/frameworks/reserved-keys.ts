/**
 * What stands under `/engagements/<commune>/` beside the measures: a measure with such a key would have no page. A test of all
 * routes fails when one is missing here.
 */
export const RESERVED_KEYS: readonly string[] = ['extrait', 'suivi'];
