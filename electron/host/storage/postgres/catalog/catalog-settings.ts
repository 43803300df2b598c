/**
 * For the rest of the transaction. With this path the catalogue's own functions and operators are the only ones, whatever
 * path the role has, and definitions name everything else with its schema.
 *
 * The functions that write definitions take weak locks until the transaction ends, in an order of their own. Whoever drops
 * or alters the same tables takes strong ones, and PostgreSQL looks for circles of waiting after a second: this side gives
 * way before that, so that it is never the other one that fails.
 */
export const catalogSettings = {
  text: `SELECT pg_catalog.set_config('search_path', 'pg_catalog', true), pg_catalog.set_config('lock_timeout', '500ms', true)`,
  values: [],
};
