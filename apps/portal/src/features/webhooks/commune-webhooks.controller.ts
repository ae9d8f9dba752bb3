import { Controller } from '@nestjs/common';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';
import { WebhookPages, type WebhookArea } from './webhook-pages.js';

/** How a program is told of what moves in a commune's commitments. An administrator's: saving an address approves its host. */
@Controller('admin/communes/:id/notifications')
@Access('administrator')
export class CommuneWebhooksController extends WebhookPages {
  protected readonly area: WebhookArea = {
    kind: 'commune',
    path: '/admin/communes',
    words: 'commune',
    breadcrumbs: [
      { label: 'territories:admin.home', href: '/admin' },
      { label: 'territories:communes.title', href: '/admin/communes' },
    ],
  };

  constructor(endpoints: WebhookEndpoints, pages: Pages) {
    super(endpoints, pages);
  }
}
