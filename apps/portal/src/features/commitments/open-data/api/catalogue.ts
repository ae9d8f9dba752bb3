import { OPEN_LICENCE } from '../feeds/commitments-linked-data.js';
import { TABLE_SCHEMA_PATH } from '../feeds/commitments-table-schema.js';

const FORMATS = [
  { ending: 'csv', mediaType: 'text/csv', format: 'CSV' },
  { ending: 'json', mediaType: 'application/ld+json', format: 'JSON_LD' },
  { ending: 'atom', mediaType: 'application/atom+xml', format: 'ATOM' },
];
/** Of what is of no commune alone: the portal. */
const PUBLISHER = 'Ronron';
const FILE_TYPE = 'http://publications.europa.eu/resource/authority/file-type/';

/**
 * The data as a DCAT-AP 3 catalogue (https://semiceu.github.io/DCAT-AP/releases/3.0.0/): one data set for all communes and one for
 * each.
 */
export function catalogueData(
  publicUrl: string,
  communes: readonly { readonly name: string; readonly slug: string }[],
  modified: Date,
): object {
  const dataset = (path: string, title: string, publisher: string): object => ({
    '@id': `${publicUrl}${path}#donnees`,
    '@type': 'dcat:Dataset',
    'dct:title': { '@value': title, '@language': 'fr' },
    'dct:description': {
      '@value': `${title} : mesure, niveau, statut et ses motifs, échéance et reports, délibération, actions, nouvelles, indicateurs et dépenses.`,
      '@language': 'fr',
    },
    'dct:identifier': publicUrl + path,
    'dct:publisher': { '@type': 'foaf:Agent', 'foaf:name': publisher },
    'dct:modified': { '@value': modified.toISOString(), '@type': 'xsd:dateTime' },
    'dct:accrualPeriodicity': { '@id': 'http://publications.europa.eu/resource/authority/frequency/CONT' },
    'dct:language': { '@id': 'http://publications.europa.eu/resource/authority/language/FRA' },
    'dcat:keyword': ['logiciel libre', 'engagements', 'transparence'].map((word) => ({
      '@value': word,
      '@language': 'fr',
    })),
    'dcat:theme': { '@id': 'http://publications.europa.eu/resource/authority/data-theme/GOVE' },
    'dcat:landingPage': { '@id': publicUrl + path },
    'dcat:distribution': FORMATS.map(({ ending, mediaType, format }) => ({
      '@id': `${publicUrl}${path}.${ending}`,
      '@type': 'dcat:Distribution',
      'dct:title': { '@value': `${title} (${ending})`, '@language': 'fr' },
      'dcat:accessURL': { '@id': `${publicUrl}${path}.${ending}` },
      'dcat:downloadURL': { '@id': `${publicUrl}${path}.${ending}` },
      'dcat:mediaType': { '@id': `http://www.iana.org/assignments/media-types/${mediaType}` },
      'dct:format': { '@id': FILE_TYPE + format },
      'dct:license': { '@id': OPEN_LICENCE },
      ...(ending === 'csv' ? { 'dct:conformsTo': { '@id': publicUrl + TABLE_SCHEMA_PATH } } : {}),
    })),
  });
  return {
    '@context': {
      dcat: 'http://www.w3.org/ns/dcat#',
      dct: 'http://purl.org/dc/terms/',
      foaf: 'http://xmlns.com/foaf/0.1/',
      xsd: 'http://www.w3.org/2001/XMLSchema#',
    },
    '@id': `${publicUrl}/api/v1/catalogue.jsonld`,
    '@type': 'dcat:Catalog',
    'dct:title': { '@value': 'Engagements des communes sur le logiciel libre', '@language': 'fr' },
    'dct:description': {
      '@value': 'Ce que des communes ont promis sur le logiciel libre, et où elles en sont.',
      '@language': 'fr',
    },
    'dct:publisher': { '@type': 'foaf:Agent', 'foaf:name': PUBLISHER },
    'dct:license': { '@id': OPEN_LICENCE },
    'dcat:dataset': [
      dataset('/engagements', 'Engagements de toutes les communes du portail', PUBLISHER),
      ...communes.map(({ name, slug }) => dataset(`/engagements/${slug}`, `Engagements de ${name}`, name)),
    ],
  };
}
