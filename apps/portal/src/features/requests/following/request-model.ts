import type { FormState } from '@ronron/web-ui';
import { emptyForm } from '../../../platform/forms/read-form.js';
import type { PageOptions } from '../../../platform/pages/pages.js';
import { messagesOf } from '../conversation-model.js';
import type { ServiceRequest } from '../service-request.entity.js';
import { standingOf, type RequestPage } from './request-page.service.js';

/** What the view `requests/show` takes; the forms of a page that was just refused stand in for the empty ones. */
export function requestModel(page: RequestPage, forms: { reply?: FormState; appeal?: FormState } = {}): object {
  return {
    ...page,
    messages: messagesOf(page.conversation, 'requester'),
    forms: { reply: forms.reply ?? emptyForm(), appeal: forms.appeal ?? emptyForm() },
  };
}

export function requestPageOptions(page: RequestPage): PageOptions {
  return {
    title: { key: 'requests:show.title', params: { service: page.service.name } },
    breadcrumbs: [{ label: 'requests:index.title', href: '/demandes' }],
  };
}

/** A request in the list. */
export function listed(request: ServiceRequest): object {
  return {
    id: request.id,
    href: `/demandes/${request.id}`,
    service: request.service!.name,
    structure: request.service!.structure!.name,
    organisation: request.organisation?.name ?? null,
    status: request.status,
    standing: standingOf(request),
    submittedAt: request.submittedAt,
    updatedAt: request.updatedAt,
  };
}
