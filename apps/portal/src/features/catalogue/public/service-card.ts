import type { PublicService } from '../public-catalogue.service.js';
import { needIcons } from './need-icons.js';

/** A service in a list. */
export interface ServiceCard {
  readonly name: string;
  readonly summary: string;
  readonly href: string;
  readonly icon: string;
  readonly state: string;
  readonly stateKey: string;
  readonly accessKey: string;
  readonly structure: string;
}

export function serviceCard(service: PublicService): ServiceCard {
  return {
    name: service.name,
    summary: service.summary,
    href: `/services/${service.slug}`,
    icon: service.needs[0] === undefined ? 'tool' : needIcons[service.needs[0]],
    state: service.state,
    stateKey: `catalogue:states.${service.state}`,
    accessKey: `catalogue:access.${service.accessMode}.short`,
    structure: service.structure.name,
  };
}
