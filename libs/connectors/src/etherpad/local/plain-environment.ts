const KEPT_NPM_SETTINGS = new Set([
  'npm_config_registry',
  'npm_config_cache',
  'npm_config_userconfig',
  'npm_config_proxy',
]);

/** The environment without what `npm run` adds, which would turn a nested npm's attention to our own package. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => {
    const lower = name.toLowerCase();
    return (
      KEPT_NPM_SETTINGS.has(lower) || !(lower.startsWith('npm_') || lower === 'init_cwd' || lower === 'node_options')
    );
  });
  return Object.fromEntries(entries);
}
