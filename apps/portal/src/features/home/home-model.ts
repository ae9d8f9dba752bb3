import type { HomePageData } from './home-page.service.js';

/** What the home page shows. */
export function homeModel(data: HomePageData, signedIn: boolean): object {
  const { services, troubled } = data;
  return {
    commune: data.commune,
    signedIn,
    communes: data.communes,
    severalCommunes: data.communes.length > 1,
    needs: data.needs.map((entry) => ({ ...entry, labelKey: `catalogue:needs.${entry.need}.label` })),
    state: {
      total: services.length,
      working: services.length - troubled.length,
      allWork: troubled.length === 0,
      troubled: troubled.map((service) => ({
        name: service.name,
        href: `/services/${service.slug}`,
        state: service.state,
        stateKey: `catalogue:states.${service.state}`,
        note: service.stateNote,
      })),
    },
    steps: ['choose', 'ask', 'use'].map((step, index) => ({
      number: index + 1,
      titleKey: `home:steps.${step}.title`,
      textKey: `home:steps.${step}.text`,
    })),
    commitments: data.commitments === null ? null : commitmentsModel(data.commitments),
    structures: data.structures.map((structure) => ({
      name: structure.name,
      href: `/structures/${structure.slug}`,
      kindKey: `territories:structureKinds.${structure.kind}`,
      services: services.filter((service) => service.structureId === structure.id).length,
    })),
  };
}

/** Said plainly, the late ones too; what nobody has yet is left out. */
function commitmentsModel(summary: NonNullable<HomePageData['commitments']>): object {
  const path = `/engagements/${summary.slug}`;
  const { latestUpdate: latest } = summary;
  return {
    communeName: summary.communeName,
    total: summary.total,
    achieved: summary.byStatus.achieved ?? 0,
    href: path,
    tiles: Object.entries(summary.byStatus).map(([status, count]) => ({
      count,
      labelKey: `commitments:status.${status}`,
    })),
    latest: latest && { title: latest.title, at: latest.publishedAt, href: `${path}/${latest.measureKey}` },
  };
}
