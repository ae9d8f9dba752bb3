import { Inject, Injectable } from '@nestjs/common';
import { findConnector, type AnyConnectorFactory, type SettingField } from '@ronron/connectors';
import { fail, ok, type Clock, type Result } from '@ronron/kernel';
import type { FieldError } from '@ronron/web-ui';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { CLOCK } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import type { Actor } from '../../platform/security/actor.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import { changedFields } from '../../platform/audit/changed-fields.js';
import { ManagedServices } from './managed-services.service.js';
import { ServiceConnectors } from './service-connectors.service.js';
import { Service } from './service.entity.js';

/** What the settings' form shows: never a secret, only which ones are set. */
export interface ShownSettings {
  readonly service: Service;
  readonly connectorId: string;
  readonly fields: readonly SettingField[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly secretsSet: readonly string[];
  /** Hosts that the settings name and no administrator approved: they are not called. */
  readonly unapprovedHosts: readonly string[];
}

export type SettingErrors = Readonly<Record<string, FieldError>>;

/** A service's connection to its tool, as operators enter it. Secrets are sealed at once and never shown again. */
@Injectable()
export class ConnectorSettings {
  constructor(
    private readonly database: DataSource,
    private readonly services: ManagedServices,
    private readonly box: SecretBox,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async show(actor: Actor, id: string): Promise<ShownSettings> {
    const service = await this.services.get(actor, id);
    const { settings, secrets } = await this.read(this.database.manager, service.id);
    const { fields } = factoryOf(service.connectorId).settings;
    return {
      service,
      connectorId: service.connectorId,
      fields,
      values: settings,
      secretsSet: Object.keys(secrets),
      // The dummy calls nobody.
      unapprovedHosts: service.connectorId === 'dummy' ? [] : unapproved(fields, settings, service.approvedHosts),
    };
  }

  /** An empty secret keeps the one that is set; one named in `cleared` is forgotten. */
  async save(
    actor: Actor,
    id: string,
    typed: Readonly<Record<string, unknown>>,
    cleared: readonly string[],
  ): Promise<Result<void, SettingErrors>> {
    return inTransaction(this.database, async (manager) => {
      const service = await this.services.lock(manager, actor, id);
      const { settings: schema } = factoryOf(service.connectorId);
      const known = await this.read(manager, id);
      const secretFields = schema.fields.filter((field) => field.type === 'secret').map((field) => field.name);
      const kept = Object.fromEntries(
        Object.entries(known.secrets).filter(([name]) => isBlank(typed[name]) && !cleared.includes(name)),
      );
      const read = schema.read({ ...typed, ...kept });
      if (!read.ok) {
        return fail(Object.fromEntries(read.error.map((issue) => [issue.field, { key: issue.problemKey }])));
      }
      const values = read.value as Readonly<Record<string, unknown>>;
      const settings = pick(values, (name) => !secretFields.includes(name));
      const secrets = pick(values, (name) => secretFields.includes(name) && !isBlank(values[name]));
      const sealed =
        Object.keys(secrets).length === 0
          ? null
          : this.box.seal(JSON.stringify(secrets), ServiceConnectors.context(service.id));
      await manager.update(
        Service,
        { id },
        { connectorSettings: settings as never, connectorSecrets: sealed, updatedAt: this.clock.now() },
      );
      const { before, after } = changedFields(known.settings, settings);
      await this.audit.record(manager, actor, {
        action: 'service.connected',
        subject: { kind: 'service', id },
        structureId: service.structureId,
        before,
        after: { ...after, changedSecrets: changedSecrets(known.secrets, secrets) },
      });
      return ok(undefined);
    });
  }

  private async read(
    manager: EntityManager,
    id: string,
  ): Promise<{ settings: Record<string, unknown>; secrets: Record<string, unknown> }> {
    const { connectorSettings, connectorSecrets } = await manager
      .createQueryBuilder(Service, 'service')
      .select(['service.id', 'service.connectorSettings', 'service.connectorSecrets'])
      .where('service.id = :id', { id })
      .getOneOrFail();
    if (connectorSecrets === null) return { settings: connectorSettings, secrets: {} };
    const plain = this.box.open(connectorSecrets, ServiceConnectors.context(id));
    return { settings: connectorSettings, secrets: JSON.parse(plain) as Record<string, unknown> };
  }
}

function factoryOf(connectorId: string): AnyConnectorFactory {
  const factory = findConnector(connectorId);
  if (factory === null) throw new Error(`Unknown connector ${connectorId}.`);
  return factory;
}

function unapproved(
  fields: readonly SettingField[],
  settings: Readonly<Record<string, unknown>>,
  approved: readonly string[],
): string[] {
  const hosts = fields
    .filter((field) => field.type === 'url')
    .map((field) => String(settings[field.name] ?? ''))
    .filter((text) => URL.canParse(text))
    .map((text) => new URL(text));
  const missing = hosts.filter((url) => !approved.includes(url.hostname) && !approved.includes(url.host));
  return [...new Set(missing.map((url) => url.host))];
}

/** Names only: a value never stands in the log. */
function changedSecrets(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).sort();
}

function pick(values: Readonly<Record<string, unknown>>, keep: (name: string) => boolean): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => keep(name)));
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
