import { Controller } from '@nestjs/common';
import { operatorArea, servicesCrumbs } from '../../platform/pages/area.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';
import { WebhookPages, type WebhookArea } from './webhook-pages.js';

/** How a service is told of its subscriptions. */
@Controller('operateur/services/:id/notifications')
@Access('operator')
export class WebhooksController extends WebhookPages {
  protected readonly area: WebhookArea = {
    kind: 'service',
    path: '/operateur/services',
    words: 'service',
    breadcrumbs: servicesCrumbs(operatorArea),
  };

  constructor(endpoints: WebhookEndpoints, pages: Pages) {
    super(endpoints, pages);
  }
}
