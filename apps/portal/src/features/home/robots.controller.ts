import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { Access } from '../../platform/security/access.js';
import { SiteMap } from './site-map.service.js';

/** Where search engines have no business: what is personal, and what costs work for nothing. */
const PRIVATE = ['/compte', '/connexion', '/demandes', '/mes-services', '/operateur', '/editeur', '/admin', '/outbox'];

/** For search engines. */
@Controller()
@Access('public')
export class RobotsController {
  constructor(
    private readonly siteMap: SiteMap,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get('robots.txt')
  async robots(@Res() reply: FastifyReply): Promise<void> {
    const lines = ['User-agent: *', ...PRIVATE.map((path) => `Disallow: ${path}`)];
    // A demonstration shows invented people and services: nobody should find it by chance.
    if (this.settings.demonstration) lines.splice(1, PRIVATE.length, 'Disallow: /');
    await reply
      .type('text/plain; charset=utf-8')
      .header('cache-control', 'public, max-age=3600')
      .send(`${lines.join('\n')}\n\nSitemap: ${this.settings.publicUrl}/sitemap.xml\n`);
  }

  @Get('sitemap.xml')
  async map(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .type('application/xml; charset=utf-8')
      .header('cache-control', 'public, max-age=3600')
      .send(await this.siteMap.xml());
  }
}
