import { Injectable } from '@nestjs/common';
import { ENTITLEMENTS_SCOPE, type SignInClient } from '@ronron/oidc';
import { ClientDirectory } from '../sso/clients/client-directory.service.js';
import { Subjects } from '../sso/clients/subjects.service.js';
import { SsoProvider } from '../sso/provider/sso-provider.service.js';

/** A service that asks, by its client of the OpenID provider. */
export interface ApiClient {
  readonly id: string;
  readonly serviceId: string;
  /** Whether its token has the scope. */
  readonly mayAsk: boolean;
  readonly mayLearnEmail: boolean;
  readonly signIn: SignInClient;
}

/** Who shows an access token, and whom it means by a `sub`. */
@Injectable()
export class ApiClients {
  constructor(
    private readonly sso: SsoProvider,
    private readonly directory: ClientDirectory,
    private readonly subjects: Subjects,
  ) {}

  /**
   * Null for what is no token of client credentials, for one that expired or whose client is gone, and for a client that is no
   * service: a person's token says what that person may, not what a service may ask.
   */
  async authenticate(token: string): Promise<ApiClient | null> {
    const { provider } = await this.sso.get();
    const found = await provider.ClientCredentials.find(token);
    if (found === undefined || found.isExpired) return null;
    const signIn = await this.directory.find(found.clientId ?? '');
    if (signIn === null || signIn.serviceId === null) return null;
    return {
      id: signIn.id,
      serviceId: signIn.serviceId,
      mayAsk: found.scopes.has(ENTITLEMENTS_SCOPE),
      mayLearnEmail: signIn.scopes.includes('email'),
      signIn,
    };
  }

  /** Null when this client cannot know anybody by that `sub`. */
  accountOf(client: ApiClient, sub: string): Promise<string | null> {
    return this.subjects.accountOf(client.signIn, sub);
  }

  subOf(client: ApiClient, accountId: string): string {
    return this.subjects.subOf(client.signIn, accountId);
  }
}
