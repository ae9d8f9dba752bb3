import type { CommitmentStatus } from '../commitment-status.js';

const ACTION_STATUS: Readonly<Record<CommitmentStatus, string>> = {
  announced: 'PotentialActionStatus',
  started: 'ActiveActionStatus',
  'under-way': 'ActiveActionStatus',
  late: 'ActiveActionStatus',
  achieved: 'CompletedActionStatus',
  abandoned: 'FailedActionStatus',
};

/** A promise as schema.org can say it: an action of the commune, with its state and end. */
export function commitmentJsonLd(said: {
  readonly url: string;
  readonly name: string;
  readonly commune: string;
  readonly status: CommitmentStatus;
  readonly deadline: string | null;
  readonly modifiedAt: Date;
}): object {
  return {
    '@context': 'https://schema.org',
    '@type': 'WebPage',
    '@id': said.url,
    url: said.url,
    name: said.name,
    dateModified: said.modifiedAt.toISOString(),
    mainEntity: {
      '@type': 'Action',
      name: said.name,
      actionStatus: `https://schema.org/${ACTION_STATUS[said.status]}`,
      agent: { '@type': 'GovernmentOrganization', name: said.commune },
      ...(said.deadline === null ? {} : { endTime: said.deadline }),
    },
  };
}

export function overviewJsonLd(
  commune: string,
  url: string,
  items: readonly { readonly name: string; readonly url: string }[],
): object {
  return {
    '@context': 'https://schema.org',
    '@type': 'CollectionPage',
    '@id': url,
    url,
    about: { '@type': 'GovernmentOrganization', name: commune },
    mainEntity: {
      '@type': 'ItemList',
      numberOfItems: items.length,
      itemListElement: items.map((item, index) => ({ '@type': 'ListItem', position: index + 1, ...item })),
    },
  };
}
