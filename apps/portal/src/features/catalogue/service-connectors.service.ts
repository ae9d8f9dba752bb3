import {
  createOutgoing,
  failed,
  findConnector,
  type AnyConnectorFactory,
  type Connector,
  type ConnectorAbilities,
} from '@ronron/connectors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Clock, Randomness } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { withoutEcho } from './connection/without-echo.js';
import { SealedColumns } from '../../platform/security/sealed-columns.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import { Service } from './service.entity.js';

/** Makes the connector of a service from its settings and its sealed secrets. */
@Injectable()
export class ServiceConnectors implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly secrets: SecretBox,
    private readonly sealed: SealedColumns,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    const context = (serviceId: string): string => ServiceConnectors.context(serviceId);
    this.sealed.add({ table: 'service', column: 'connector_secrets', key: 'id', context });
  }

  /**
   * A connector that calls only the hosts approved for the service. Settings that no longer fit the schema (a field came with an
   * upgrade) make one that fails each call with `unsupported`, which operators see with its job.
   */
  async forService(serviceId: string): Promise<Connector> {
    const { service, factory, secrets, settings } = await this.setUp(serviceId);
    if (!settings.ok)
      return unusable(
        factory,
        settings.error.map((issue) => issue.field),
      );
    const connector = factory.create(settings.value as never, {
      ...createOutgoing({ approvedHosts: service.approvedHosts, allowPrivate: service.allowPrivateHosts }),
      clock: this.clock,
      randomness: this.randomness,
    });
    return withoutEcho(connector, Object.values(secrets));
  }

  /** What a service can do as it is set up; the kind of software alone says what it can at best. Calls nobody. */
  async abilitiesOf(serviceId: string): Promise<ConnectorAbilities> {
    const { factory, settings } = await this.setUp(serviceId);
    const lacking = settings.ok ? (factory.lacks?.(settings.value) ?? []) : [];
    return { ...factory.can, ...Object.fromEntries(lacking.map((name) => [name, false])) };
  }

  /** Whether its tool keeps something of a subscription that is no more. Calls nobody. */
  async keepsContent(serviceId: string, holder: 'account' | 'organisation'): Promise<boolean> {
    const { factory, settings } = await this.setUp(serviceId);
    if (factory.keepsContent === undefined) return false;
    return !settings.ok || factory.keepsContent(settings.value, holder);
  }

  /** What a service's secrets are sealed for: they do not open elsewhere. */
  static context(serviceId: string): string {
    return `service:${serviceId}:connector`;
  }

  private async setUp(serviceId: string): Promise<{
    readonly service: Service;
    readonly factory: AnyConnectorFactory;
    readonly secrets: Readonly<Record<string, string>>;
    readonly settings: ReturnType<AnyConnectorFactory['settings']['read']>;
  }> {
    const service = await this.database
      .getRepository(Service)
      .createQueryBuilder('service')
      .addSelect(['service.connectorSettings', 'service.connectorSecrets'])
      .where('service.id = :serviceId', { serviceId })
      .getOneOrFail();
    const factory = findConnector(service.connectorId);
    if (factory === null) throw new Error(`Service ${serviceId} has the unknown connector ${service.connectorId}.`);
    const secrets = this.openSecrets(service);
    return { service, factory, secrets, settings: factory.settings.read({ ...service.connectorSettings, ...secrets }) };
  }

  private openSecrets(service: Service): Record<string, string> {
    if (service.connectorSecrets === null) return {};
    return JSON.parse(this.secrets.open(service.connectorSecrets, ServiceConnectors.context(service.id))) as Record<
      string,
      string
    >;
  }
}

function unusable(factory: AnyConnectorFactory, fields: readonly string[]): Connector {
  const refusal = failed('unsupported', `These settings of the connector are missing or wrong: ${fields.join(', ')}.`);
  return { id: factory.id, check: async () => refusal, apply: async () => refusal };
}
