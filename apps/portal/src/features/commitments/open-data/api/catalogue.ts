import { ARCHIVE_SCHEMA_PATH } from '../archive/format/archive-schema.js';
import { OPEN_LICENCE } from '../feeds/commitments-linked-data.js';
import { TABLE_SCHEMA_PATH } from '../feeds/commitments-table-schema.js';

interface Format {
  readonly ending: string;
  readonly mediaType: string;
  /** In the European list of file types; null where it has none that we know of. */
  readonly format: string | null;
  /** Path of the schema that it follows. */
  readonly schema?: string;
}

const CSV: Format = { ending: 'csv', mediaType: 'text/csv', format: 'CSV' };
const COMMITMENTS_CSV: Format = { ...CSV, schema: TABLE_SCHEMA_PATH };
const JSON_LD: Format = { ending: 'json', mediaType: 'application/ld+json', format: 'JSON_LD' };
const PLAIN_JSON: Format = { ending: 'json', mediaType: 'application/json', format: 'JSON' };
const ARCHIVE: Format = { ...PLAIN_JSON, schema: ARCHIVE_SCHEMA_PATH };
const ATOM: Format = { ending: 'atom', mediaType: 'application/atom+xml', format: 'ATOM' };
const CALENDAR: Format = { ending: 'ics', mediaType: 'text/calendar', format: null };

interface Dataset {
  /** Of its page. */
  readonly path: string;
  readonly title: string;
  readonly holds: string;
  readonly publisher: string;
  /** Null where nobody keeps track of it. */
  readonly modified: Date | null;
  /** Addresses without their endings. */
  readonly files: readonly (readonly [path: string, formats: readonly Format[]])[];
}

const COMMITMENTS =
  'mesure, niveau, statut et ses motifs, échéance et reports, délibération, actions, nouvelles, indicateurs et dépenses';
/** What the archive of a commune holds beside that. */
const ARCHIVED = 'dans l’archive aussi les questions et leurs réponses, les rendez-vous et le cahier de doléances';
/** Of what is of no commune alone: the portal. */
const PUBLISHER = 'Ronron';
const FILE_TYPE = 'http://publications.europa.eu/resource/authority/file-type/';

/**
 * The data as a DCAT-AP 3 catalogue (https://semiceu.github.io/DCAT-AP/releases/3.0.0/): the commitments of all communes and of
 * each, the cahier and the gatherings.
 */
export function catalogueData(
  publicUrl: string,
  communes: readonly { readonly name: string; readonly slug: string }[],
  modified: Date,
): object {
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
    'dcat:dataset': datasets(communes, modified).map((one) => described(publicUrl, one)),
  };
}

function datasets(communes: readonly { readonly name: string; readonly slug: string }[], modified: Date): Dataset[] {
  const commitments = { holds: COMMITMENTS, modified };
  const ofPortal = { publisher: PUBLISHER, modified: null };
  return [
    {
      ...{ ...ofPortal, ...commitments, path: '/engagements', title: 'Engagements de toutes les communes du portail' },
      files: [['/engagements', [COMMITMENTS_CSV, JSON_LD, ATOM]]],
    },
    ...communes.map(({ name, slug }): Dataset => ({
      ...{ path: `/engagements/${slug}`, title: `Engagements de ${name}`, publisher: name, modified },
      holds: `${COMMITMENTS} ; ${ARCHIVED}`,
      files: [
        [`/engagements/${slug}`, [COMMITMENTS_CSV, JSON_LD, ATOM]],
        [`/api/v1/communes/${slug}/archive`, [CSV, ARCHIVE]],
      ],
    })),
    {
      ...{ ...ofPortal, path: '/engagements/cahier', title: 'Cahier de doléances' },
      holds: 'propositions des collectifs, mesure, état, soutiens, réponses de la commune et délais',
      files: [['/engagements/cahier', [CSV, PLAIN_JSON, ATOM]]],
    },
    {
      ...{ ...ofPortal, path: '/rendez-vous', title: 'Rendez-vous : formations, initiations, réunions publiques' },
      holds: 'dates, lieu, manières de venir et logiciels libres',
      files: [['/rendez-vous', [CALENDAR]]],
    },
  ];
}

function described(publicUrl: string, { path, title, holds, publisher, modified, files }: Dataset): object {
  return {
    '@id': `${publicUrl}${path}#donnees`,
    '@type': 'dcat:Dataset',
    'dct:title': french(title),
    'dct:description': french(`${title} : ${holds}.`),
    'dct:identifier': publicUrl + path,
    'dct:publisher': { '@type': 'foaf:Agent', 'foaf:name': publisher },
    ...(modified === null ? {} : { 'dct:modified': { '@value': modified.toISOString(), '@type': 'xsd:dateTime' } }),
    'dct:accrualPeriodicity': { '@id': 'http://publications.europa.eu/resource/authority/frequency/CONT' },
    'dct:language': { '@id': 'http://publications.europa.eu/resource/authority/language/FRA' },
    'dcat:keyword': ['logiciel libre', 'engagements', 'transparence'].map(french),
    'dcat:theme': { '@id': 'http://publications.europa.eu/resource/authority/data-theme/GOVE' },
    'dcat:landingPage': { '@id': publicUrl + path },
    'dcat:distribution': files.flatMap(([file, formats]) =>
      formats.map((format) => distribution(publicUrl, file, title, format)),
    ),
  };
}

function distribution(publicUrl: string, file: string, title: string, format: Format): object {
  const { ending, mediaType, schema } = format;
  const url = `${publicUrl}${file}.${ending}`;
  return {
    '@id': url,
    '@type': 'dcat:Distribution',
    'dct:title': french(`${title} (${ending})`),
    'dcat:accessURL': { '@id': url },
    'dcat:downloadURL': { '@id': url },
    'dcat:mediaType': { '@id': `http://www.iana.org/assignments/media-types/${mediaType}` },
    ...(format.format === null ? {} : { 'dct:format': { '@id': FILE_TYPE + format.format } }),
    'dct:license': { '@id': OPEN_LICENCE },
    ...(schema === undefined ? {} : { 'dct:conformsTo': { '@id': publicUrl + schema } }),
  };
}

function french(text: string): object {
  return { '@value': text, '@language': 'fr' };
}
