import type { PublicService } from '../public-catalogue.service.js';
import { intakeOf } from '../../territories/structure.entity.js';
import { audiences, type Need } from '../service.entity.js';
import { audienceSlug, cataloguePath, needSlug, type CatalogueFilters } from './catalogue-filters.js';
import { licence } from './licences.js';
import { needIcons } from './need-icons.js';
import { serviceCard } from './service-card.js';
import type { WayIn } from './way-in.js';

/** What the catalogue's page shows. */
export function catalogueModel(
  filters: CatalogueFilters,
  everything: readonly PublicService[],
  found: readonly PublicService[],
  needs: readonly { readonly need: Need; readonly count: number }[],
  filled: ReadonlySet<string>,
): object {
  const structures = new Map(everything.map(({ structure }) => [structure.slug, structure.name]));
  const active = filters.q !== '' || filters.need !== null || filters.structure !== null || filters.audience !== null;
  return {
    form: {
      values: {
        q: filters.q,
        besoin: filters.need === null ? '' : needSlug(filters.need),
        structure: filters.structure ?? '',
        public: filters.audience === null ? '' : audienceSlug(filters.audience),
      },
      errors: {},
    },
    active,
    filters,
    needTabs: [
      {
        labelKey: 'catalogue:index.allNeeds',
        href: cataloguePath({ ...filters, need: null }),
        current: filters.need === null,
      },
      ...needs.map(({ need, count }) => ({
        labelKey: `catalogue:needs.${need}.label`,
        count,
        icon: needIcons[need],
        href: cataloguePath({ ...filters, need }),
        current: filters.need === need,
      })),
    ],
    structureOptions: [...structures].map(([value, label]) => ({ value, label })),
    audienceOptions: audiences.map((audience) => ({
      value: audienceSlug(audience),
      labelKey: `catalogue:audiences.${audience}`,
    })),
    needOptions: needs.map(({ need }) => ({ value: needSlug(need), labelKey: `catalogue:needs.${need}.label` })),
    count: found.length,
    services: found.map((service) => serviceCard(service, filled)),
    empty: found.length === 0,
  };
}

/** What one service's page shows. */
export function serviceModel(service: PublicService, way: WayIn): object {
  return {
    service,
    structure: service.structure,
    software: service.software,
    licence: licence(service.software.licence),
    way: {
      ...way,
      labelKey: `catalogue:wayIn.${way.kind}.label`,
      textKey: `catalogue:wayIn.${way.kind}.text`,
    },
    intake: intakeOf(service),
    intakeNotes: [service.intakeNote, service.structure.intakeNote].filter((note) => note !== ''),
    stateKey: `catalogue:states.${service.state}`,
    troubled: service.state !== 'operational' && service.state !== 'unknown',
    accessKey: `catalogue:access.${service.accessMode}.long`,
    icon: service.needs[0] === undefined ? 'tool' : needIcons[service.needs[0]],
    needs: service.needs.map((need) => ({
      labelKey: `catalogue:needs.${need}.label`,
      href: cataloguePath({ need }),
      icon: needIcons[need],
    })),
    audiences: service.audiences.map((audience) => `catalogue:audiences.${audience}`),
  };
}
