import type { PublicService } from '../public-catalogue.service.js';
import { intakeOf } from '../../territories/structure.entity.js';
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
  /** Null: there is room. */
  readonly room: 'limited' | 'full' | null;
}

/** `filled`: the services of which every place is taken. */
export function serviceCard(service: PublicService, filled: ReadonlySet<string>): ServiceCard {
  const intake = filled.has(service.id) ? 'full' : intakeOf(service);
  return {
    name: service.name,
    summary: service.summary,
    href: `/services/${service.slug}`,
    icon: service.needs[0] === undefined ? 'tool' : needIcons[service.needs[0]],
    state: service.state,
    stateKey: `catalogue:states.${service.state}`,
    accessKey: `catalogue:access.${service.accessMode}.short`,
    structure: service.structure.name,
    room: intake === 'open' ? null : intake,
  };
}
