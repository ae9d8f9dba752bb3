import { Inject, Injectable } from '@nestjs/common';
import { isId, SECOND, type Clock } from '@ronron/kernel';
import { metadataOf, type Adapter, type AdapterPayload, type SignInClient } from '@ronron/oidc';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { findTool } from '../tools/known-tools.js';
import { OidcClient } from './oidc-client.entity.js';
import { previousSecretUntil } from './secret-overlap.js';

/** What another process changed counts here after this long. */
const REMEMBERED_FOR = 5 * SECOND;

/** Clients as the provider reads them, at each step of each sign-in: remembered for seconds. */
@Injectable()
export class ClientDirectory {
  private readonly known = new Map<string, { readonly client: SignInClient | null; readonly at: number }>();

  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async find(id: string): Promise<SignInClient | null> {
    if (!isId(id)) return null;
    const known = this.known.get(id);
    if (known !== undefined && performance.now() - known.at < REMEMBERED_FOR) return known.client;
    const client = await this.read(id);
    // Anybody may ask for identifiers that do not exist; only those that do are kept.
    if (client === null) this.known.delete(id);
    else this.known.set(id, { client, at: performance.now() });
    return client;
  }

  /** For the process that changed it. */
  forget(id: string): void {
    this.known.delete(id);
  }

  private async read(id: string): Promise<SignInClient | null> {
    const client = await this.database
      .getRepository(OidcClient)
      .findOne({ where: { id }, relations: { service: true } });
    if (client === null) return null;
    const { nonce = true, signedUserinfo = false } = findTool(client.tool);
    const previousCounts = previousSecretUntil(client, this.clock.now()) !== null;
    return {
      ...client,
      name: client.service?.name ?? client.name,
      previousSecretHash: previousCounts ? client.previousSecretHash : null,
      disabled: client.disabledAt !== null,
      restricted: client.audience === 'chosen',
      nonce,
      signedUserinfo,
    };
  }
}

/** The provider's way to its clients: it reads them and changes none. */
export class ClientAdapter implements Adapter {
  constructor(private readonly clients: ClientDirectory) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    const client = await this.clients.find(id);
    return client === null ? undefined : (metadataOf(client) as AdapterPayload);
  }

  upsert(): Promise<void> {
    return unsupported();
  }

  consume(): Promise<void> {
    return unsupported();
  }

  destroy(): Promise<void> {
    return unsupported();
  }

  revokeByGrantId(): Promise<void> {
    return unsupported();
  }

  findByUid(): Promise<undefined> {
    return unsupported();
  }

  findByUserCode(): Promise<undefined> {
    return unsupported();
  }
}

function unsupported(): Promise<never> {
  throw new Error('Clients are made on the portal, not by the protocol.');
}
