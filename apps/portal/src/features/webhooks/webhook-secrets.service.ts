import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Clock, Randomness } from '@ronron/kernel';
import { Webhook } from 'standardwebhooks';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { SealedColumns } from '../../platform/security/sealed-columns.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import type { WebhookEndpoint } from './webhook-endpoint.entity.js';

/** The secrets with which messages are signed: made here, kept sealed, shown once. */
@Injectable()
export class WebhookSecrets implements OnModuleInit {
  constructor(
    private readonly box: SecretBox,
    private readonly sealed: SealedColumns,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    for (const column of ['secret', 'previous_secret'])
      this.sealed.add({ table: 'webhook_endpoint', column, key: 'owner_id', context: contextOf });
  }

  /** `whsec_` and 32 bytes in base64 (Standard Webhooks asks for 24 to 64), with its sealed form for the table. */
  make(ownerId: string): { readonly shown: string; readonly sealed: string } {
    const shown = `whsec_${Buffer.from(this.randomness.bytes(32)).toString('base64')}`;
    return { shown, sealed: this.box.seal(shown, contextOf(ownerId)) };
  }

  /** The headers of a message, signed now: with both secrets while the old one still counts, newest first. */
  headers(endpoint: WebhookEndpoint, messageId: string, body: string): Record<string, string> {
    const now = this.clock.now();
    const previous =
      endpoint.previousSecret !== null && endpoint.previousSecretUntil !== null && endpoint.previousSecretUntil > now
        ? [endpoint.previousSecret]
        : [];
    const signatures = [endpoint.secret, ...previous].map((sealed) =>
      new Webhook(this.box.open(sealed, contextOf(endpoint.ownerId))).sign(messageId, now, body),
    );
    return {
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': signatures.join(' '),
    };
  }
}

/** The word is as old as the first sealed secrets, which were services' alone. */
function contextOf(ownerId: string): string {
  return `service:${ownerId}:webhook`;
}
