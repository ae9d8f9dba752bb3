/**
 * Every route that wants a recent proof of who is there (`@StepUp()`): what somebody must not be able to do who finds a
 * computer left open or steals a session. Taking one off is a decision that a reviewer sees; a rule test compares this
 * list with the code.
 */
export const stepUpRoutes: readonly string[] = [
  // The account itself: leaving, and what leads into it.
  'GET /compte/adresse',
  'GET /compte/mot-de-passe',
  'GET /compte/suppression',
  'POST /compte/adresse',
  'POST /compte/identites/:id/retrait',
  'POST /compte/identites/ajout/:slug',
  'POST /compte/mot-de-passe',
  'POST /compte/suppression',
  'GET /compte/securite/application',
  'GET /compte/securite/cles/nouvelle',
  'POST /compte/securite/application',
  'POST /compte/securite/application/confirmation',
  'POST /compte/securite/application/retrait',
  'POST /compte/securite/cles',
  'POST /compte/securite/cles/:id/retrait',
  'POST /compte/securite/cles/options',
  'POST /compte/securite/codes',
  'POST /compte/securite/second-facteur',
  // All that the portal knows of somebody.
  'GET /compte/mes-donnees/copies/:id',
  'POST /compte/mes-donnees/copie',
  'GET /admin/donnees-conservees',
  'POST /admin/donnees-conservees',
  'GET /mes-services/:id/copies/:copy',
  'POST /mes-services/:id/copies',
  // What is deleted for good.
  'POST /admin/droits/:id/fermeture-du-compte',
  'GET /mes-services/:id/fin',
  'GET /mes-services/:id/mot-de-passe',
  'GET /organisations/:id/fermeture',
  'POST /mes-services/:id/fermeture/effacement',
  'POST /mes-services/:id/fin',
  'POST /mes-services/:id/mot-de-passe',
  'POST /organisations/:id/fermeture',
  'GET /operateur/services/:id/ecarts/:drift/suppression',
  'POST /operateur/services/:id/ecarts/:drift/suppression',
  // Powers over others.
  'POST /admin/roles',
  'POST /admin/roles/:id/retrait',
  'POST /admin/second-facteur',
  // The portal itself, and the secrets of services.
  'GET /admin/identites/:id',
  'GET /admin/identites/nouveau/:profile',
  'POST /admin/identites',
  'POST /admin/identites/:id',
  'GET /admin/services/:id/connecteur',
  'GET /operateur/services/:id/connecteur',
  'POST /admin/reglages',
  'POST /admin/services/:id/connecteur',
  'POST /admin/services/:id/connexion',
  'POST /admin/services/:id/connexion/secret',
  'POST /operateur/services/:id/connecteur',
  'POST /operateur/services/:id/connexion',
  'POST /operateur/services/:id/connexion/secret',
];
