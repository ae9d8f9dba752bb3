import { isId } from '@ronron/kernel';
import { tableView } from '@ronron/web-ui';
import { emptyForm } from '../../../platform/forms/read-form.js';
import type { Service } from '../../catalogue/service.entity.js';
import { standingOf } from '../following/request-page.service.js';
import {
  requestFilters,
  type Cursor,
  type FoundRequests,
  type RequestFilter,
  type RequestSearch,
} from './operator-requests.service.js';

/** Ages that the list offers, in days. */
const AGES = [2, 7, 30] as const;

/** Reads the list's address. What cannot be read is left out: a list with too much is better than an error. */
export function readSearch(query: Record<string, unknown>): RequestSearch {
  const text = (name: string): string => (typeof query[name] === 'string' ? query[name] : '');
  const filter = text('statut') as RequestFilter;
  const age = Number(text('age'));
  const forWhom = text('pour');
  return {
    filter: requestFilters.includes(filter) ? filter : 'to-decide',
    serviceId: isId(text('service')) ? text('service') : null,
    olderThan: (AGES as readonly number[]).includes(age) ? age : null,
    forWhom: forWhom === 'person' || forWhom === 'organisation' ? forWhom : null,

    text: text('q')
      .replace(/\u0000/g, '')
      .trim()
      .slice(0, 100),
    after: readCursor(text('apres')),
  };
}

function readCursor(text: string): Cursor | null {
  const [at = '', id = ''] = text.split('~');
  const date = new Date(Number(at));
  return /^\d{1,15}$/.test(at) && !Number.isNaN(date.getTime()) && isId(id) ? { at: date, id } : null;
}

/** What the view `requests/operator` takes. `text` is the translator of the page. */
export function requestListModel(
  search: RequestSearch,
  found: FoundRequests,
  services: readonly Service[],
  text: (key: string, params?: Record<string, unknown>) => string,
): object {
  const typed = {
    statut: search.filter,
    service: search.serviceId ?? '',
    age: search.olderThan === null ? '' : String(search.olderThan),
    pour: search.forWhom ?? '',
    q: search.text,
  };
  return {
    form: emptyForm(typed),
    filtered: search.filter !== 'to-decide' || Object.values({ ...typed, statut: '' }).some((value) => value !== ''),
    statuses: requestFilters.map((value) => ({ value, labelKey: `requests:filters.${value}` })),
    services: services.map(({ id, name }) => ({ value: id, label: name })),
    ages: AGES.map((days) => ({ value: String(days), label: text('requests:filters.olderThan', { count: days }) })),
    holders: ['person', 'organisation'].map((value) => ({ value, labelKey: `requests:filters.${value}` })),
    table: tableView({
      caption: text(`requests:filters.${search.filter}`),
      rows: found.requests,
      columns: [
        {
          label: text('requests:operator.holder'),
          value: (row) => row.organisation?.name ?? row.account!.displayName,
          href: (row) => `/operateur/demandes/${row.id}`,
        },
        { label: text('requests:operator.service'), value: (row) => row.service!.name },
        { label: text('requests:operator.since'), kind: 'date', value: (row) => row.submittedAt! },
        {
          label: text('requests:operator.status'),
          kind: 'badge',
          status: (row) => standingOf(row),
          value: (row) => text(`requests:status.${standingOf(row)}`),
        },
      ],
    }),
    next: found.next === null ? null : nextPage(typed, found.next),
  };
}

function nextPage(typed: Record<string, string>, { at, id }: Cursor): string {
  const query = new URLSearchParams(Object.entries(typed).filter(([, value]) => value !== ''));
  query.set('apres', `${at.getTime()}~${id}`);
  return `/operateur/demandes?${query.toString()}`;
}
