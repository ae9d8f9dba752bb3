import { z } from 'zod';
import { tickBox, webAddress } from '../../../platform/forms/form-fields.js';

export const webhookForm = z.object({
  url: webAddress('webhooks:errors.url').refine(namesNobody, { error: 'webhooks:errors.credentials' }),
});

/** An administrator may approve an address within the commune's own network. */
export const communeWebhookForm = webhookForm.extend({ allowPrivate: tickBox() });

/** A name and password in the address would go out with each message and stand in the page. */
function namesNobody(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
