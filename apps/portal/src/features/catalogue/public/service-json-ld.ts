import type { PublicService } from '../public-catalogue.service.js';
import { licence } from './licences.js';

/** schema.org's view of a service, for search engines. */
export function serviceJsonLd(service: PublicService, pageUrl: string, publicUrl: string): object {
  const { structure, software } = service;
  return {
    '@context': 'https://schema.org',
    '@type': 'WebApplication',
    name: service.name,
    description: service.summary,
    url: pageUrl,
    applicationCategory: 'UtilitiesApplication',
    operatingSystem: 'Any',
    browserRequirements: 'HTML5',
    softwareVersion: service.softwareVersion === '' ? undefined : service.softwareVersion,
    license: licence(software.licence).url ?? undefined,
    isBasedOn: { '@type': 'SoftwareSourceCode', name: software.name, codeRepository: software.sourceUrl },
    offers: { '@type': 'Offer', price: 0, priceCurrency: 'EUR' },
    provider: { '@type': 'Organization', name: structure.name, url: `${publicUrl}/structures/${structure.slug}` },
  };
}
