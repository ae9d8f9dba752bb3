import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { Prepared } from '../../platform/server/route-options.js';
import { PublicCatalogue } from '../catalogue/public-catalogue.service.js';
import type { Structure } from './structure.entity.js';
import { StructuresService } from './structures.service.js';

/** Who hosts the services. */
@Controller('structures')
@Access('public')
export class StructuresController {
  constructor(
    private readonly structures: StructuresService,
    private readonly catalogue: PublicCatalogue,
    private readonly pages: Pages,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get(':slug')
  @Prepared()
  async show(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const structure = await this.structures.bySlug(slug);
    if (structure === null) throw new AppError(NOT_FOUND);
    const services = await this.catalogue.ofStructure(structure.id);
    const filled = await this.catalogue.filled();
    const model = {
      structure,
      kindKey: `territories:structureKinds.${structure.kind}`,
      services: services.map((service) => this.catalogue.card(service, filled)),
    };
    await this.pages.show(request, reply, 'territories/structure', model, {
      title: { text: structure.name },
      description: { key: 'territories:structure.description', params: { name: structure.name } },
      breadcrumbs: [{ label: 'catalogue:index.title', href: '/services' }],
      jsonLd: [this.jsonLd(structure)],
    });
  }

  private jsonLd(structure: Structure): object {
    return {
      '@context': 'https://schema.org',
      '@type': 'Organization',
      name: structure.name,
      url: `${this.settings.publicUrl}/structures/${structure.slug}`,
      sameAs: structure.website === null ? undefined : [structure.website],
      email: structure.email,
      telephone: structure.phone ?? undefined,
      address: structure.address === '' ? undefined : structure.address,
      areaServed: structure.commune?.name,
    };
  }
}
