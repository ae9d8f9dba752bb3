import type { OpenCommitment } from '../open-commitments.service.js';

/** Licence Ouverte 2.0 of Etalab, as data.gouv.fr names it. */
export const OPEN_LICENCE = 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/';

/** What our own words mean; the rest is schema.org. */
function contextOf(publicUrl: string): object {
  return {
    '@vocab': 'https://schema.org/',
    url: { '@type': '@id' },
    license: { '@type': '@id' },
    statusSince: 'ronron:statusSince',
    reference: 'ronron:reference',
    on: 'ronron:on',
    result: 'ronron:result',
    ronron: `${publicUrl}/engagements#`,
    level: 'ronron:level',
    status: 'ronron:status',
    statusReason: 'ronron:statusReason',
    late: 'ronron:late',
    measure: 'ronron:measure',
    framework: 'ronron:framework',
    slips: 'ronron:slips',
    actionsDone: 'ronron:actionsDone',
    actions: 'ronron:actions',
    monthsWithoutNews: 'ronron:monthsWithoutNews',
    vote: 'ronron:vote',
    department: 'ronron:department',
    role: 'ronron:role',
    spending: 'ronron:spending',
  };
}

/** One commitment as JSON-LD, without its context. */
export function commitmentData({ commitment, commune, glance, ...one }: OpenCommitment): Record<string, unknown> {
  return {
    '@id': one.apiUrl,
    '@type': 'Action',
    identifier: commitment.id,
    name: glance.title,
    description: commitment.words,
    url: one.url,
    agent: { '@type': 'GovernmentOrganization', name: commune.name, identifier: commune.inseeCode },
    participant: { '@type': 'Person', name: commitment.accountableName, role: commitment.accountableRole },
    department: commitment.department,
    framework: one.framework,
    measure: one.measure,
    level: commitment.level,
    status: commitment.status,
    statusReason: commitment.statusReason,
    statusSince: commitment.statusSince.toISOString(),
    late: glance.isLate,
    endTime: commitment.deadline,
    slips: one.slips,
    vote: {
      reference: commitment.voteReference,
      on: commitment.voteOn,
      result: commitment.voteResult,
      url: commitment.voteUrl,
    },
    actionsDone: glance.actionsDone,
    actions: glance.actions,
    monthsWithoutNews: glance.staleMonths,
    spending: { '@type': 'MonetaryAmount', currency: 'EUR', value: one.cents / 100 },
    datePublished: commitment.publishedAt!.toISOString(),
    dateModified: glance.lastMoveAt.toISOString(),
  };
}

/** All of them as one data set. */
export function commitmentsData(commitments: readonly OpenCommitment[], publicUrl: string, path: string): object {
  return {
    '@context': contextOf(publicUrl),
    '@id': publicUrl + path,
    '@type': 'Dataset',
    name: 'Engagements sur le logiciel libre',
    license: OPEN_LICENCE,
    inLanguage: 'fr',
    numberOfItems: commitments.length,
    hasPart: commitments.map(commitmentData),
  };
}

export function alone(one: OpenCommitment, publicUrl: string): Record<string, unknown> {
  return { '@context': contextOf(publicUrl), license: OPEN_LICENCE, ...commitmentData(one) };
}
