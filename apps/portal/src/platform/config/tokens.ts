/** Injection tokens of what is an interface, hence has no class to be named by. */
export const ASSETS = Symbol('Assets');
export const CLOCK = Symbol('Clock');
export const DATABASE_URL = Symbol('DatabaseUrl');
export const LOGGER = Symbol('Logger');
export const MAIL_TRANSPORT = Symbol('MailTransport');
export const RANDOMNESS = Symbol('Randomness');
export const SETTINGS = Symbol('PortalSettings');
/** Signs what leaves the portal and comes back, e.g. challenges. */
export const SIGNING_KEY = Symbol('SigningKey');
export const TEMPLATES = Symbol('Templates');
