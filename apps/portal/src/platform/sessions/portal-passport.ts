import fastifyPassport from '@fastify/passport';

/** Passport of one portal: its own strategies, so that two portals in one process do not share them. */
export class PortalPassport extends fastifyPassport.Authenticator {}
