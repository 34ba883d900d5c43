/** What only the device knows stands in `config.json` by these words, until it writes the file. */
export const KEPT_HOSTNAME = '@@stem:hostname@@';
export const KEPT_KEYS = '@@stem:keys@@';
