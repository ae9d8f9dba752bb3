/**
 * Every route that may be called without an account. Adding one here is a decision that a reviewer sees; a rule test fails
 * on a public route that does not stand here, and on one that stands here and is not public.
 */
export const publicRoutes: readonly string[] = [
  'GET /',
  'GET /accessibilite',
  'GET /assets/*',
  'GET /assets/:first',
  'GET /conditions',
  'GET /confidentialite',
  'GET /connexion',
  'GET /fichiers/:id',
  'GET /healthz',
  'GET /mentions-legales',
  'GET /outbox',
  'GET /outbox/:id',
  'GET /readyz',
  'GET /robots.txt',
  'GET /services',
  'GET /services/:slug',
  'GET /sitemap.xml',
  'GET /structures/:slug',
  'GET /textes/:kind/versions/:version',
  'POST /connexion',
  'POST /deconnexion',
];
