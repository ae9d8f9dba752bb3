/**
 * Every route that may be called without an account. Adding one here is a decision that a reviewer sees; a rule test fails
 * on a public route that does not stand here, and on one that stands here and is not public.
 */
export const publicRoutes: readonly string[] = [
  'GET /assets/*',
  'GET /assets/:first',
  'GET /connexion',
  'GET /healthz',
  'GET /outbox',
  'GET /outbox/:id',
  'GET /readyz',
  'POST /connexion',
  'POST /deconnexion',
];
