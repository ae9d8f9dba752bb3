import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, MAIL_TRANSPORT, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { slugOf } from '../../../platform/forms/slug.js';
import { Translations } from '../../../platform/i18n/translations.js';
import type { MailTransport } from '../../../platform/mail/mail-transport.js';
import { Account } from '../../accounts/account.entity.js';
import { FirstAdministrator } from '../../accounts/first-administrator.service.js';
import { Service } from '../../catalogue/service.entity.js';
import { Software } from '../../catalogue/software.entity.js';
import { LegalTexts } from '../../legal/legal-texts.service.js';
import { RoleGrant } from '../../roles/role-grant.entity.js';
import { CommuneDirectory, type KnownCommune } from '../../territories/commune-directory.service.js';
import { Commune } from '../../territories/commune.entity.js';
import { Structure } from '../../territories/structure.entity.js';
import type { SetupLink } from './setup-link.entity.js';
import { SetupLinks } from './setup-links.service.js';
import type { administratorForm, communeForm, serviceForm, structureForm } from './setup.form.js';

export type CommuneRefusal =
  { readonly kind: 'none' } | { readonly kind: 'several'; readonly communes: readonly KnownCommune[] };

/** The steps of a first run. Each is done once: a second click finds it done and goes on. */
@Injectable()
export class FirstRun {
  constructor(
    private readonly database: DataSource,
    private readonly links: SetupLinks,
    private readonly directory: CommuneDirectory,
    private readonly administrators: FirstAdministrator,
    private readonly legalTexts: LegalTexts,
    private readonly audit: AuditLog,
    private readonly translations: Translations,
    @Inject(MAIL_TRANSPORT) private readonly transport: MailTransport,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async chooseCommune(token: string, values: z.output<typeof communeForm>): Promise<Result<void, CommuneRefusal>> {
    const chosen = values.inseeCode === '' ? null : this.directory.byInsee(values.inseeCode);
    const match = chosen === null ? this.directory.match(values.commune) : { kind: 'one' as const, commune: chosen };
    if (match.kind !== 'one') return fail(match);
    await this.once(token, 'communeId', async (manager) => {
      const id = this.newId();
      await manager.insert(Commune, {
        id,
        inseeCode: match.commune.inseeCode,
        name: match.commune.name,
        slug: slugOf(match.commune.name, 'portail'),
        postcodes: [...match.commune.postcodes],
        served: true,
        principal: true,
        colour: null,
        logoFileId: null,
        createdAt: this.clock.now(),
      });
      return { id, kind: 'commune' };
    });
    return ok(undefined);
  }

  async createStructure(token: string, values: z.output<typeof structureForm>): Promise<void> {
    await this.once(token, 'structureId', async (manager, link) => {
      const id = this.newId();
      await manager.insert(Structure, {
        id,
        slug: slugOf(values.name, 'portail'),
        name: values.name,
        kind: values.kind,
        email: values.email,
        phone: values.phone === '' ? null : values.phone,
        address: values.address,
        website: values.website === '' ? null : values.website,
        communeId: link.communeId,
        createdAt: this.clock.now(),
      });
      return { id, kind: 'structure' };
    });
  }

  /** The host: administrator, operator of the structure and editor of the commune, until others take over. */
  async createAdministrator(
    token: string,
    values: z.output<typeof administratorForm>,
  ): Promise<Result<void, readonly string[]>> {
    const hash = await this.administrators.hash(values);
    if (!hash.ok) return fail(hash.error);
    const terms = await this.legalTexts.current('terms', 'fr');
    await this.once(token, 'accountId', async (manager, link) => {
      const { id } = await this.administrators.create(manager, {
        ...values,
        passwordHash: hash.value,
        communeId: link.communeId!,
        termsVersion: String(terms.version),
      });
      const grant = { accountId: id, structureId: null, communeId: null, createdAt: this.clock.now() };
      await manager.insert(RoleGrant, [
        { ...grant, id: this.newId(), role: 'administrator' },
        { ...grant, id: this.newId(), role: 'operator', structureId: link.structureId },
        { ...grant, id: this.newId(), role: 'editor', communeId: link.communeId },
      ]);
      return { id, kind: 'account' };
    });
    return ok(undefined);
  }

  /** Not published: its connection is set and tried first, in the operator's pages. */
  async createService(token: string, values: z.output<typeof serviceForm>): Promise<void> {
    await this.once(token, 'serviceId', async (manager, link) => {
      const now = this.clock.now();
      const softwareId = this.newId();
      await manager.insert(Software, {
        id: softwareId,
        name: values.softwareName,
        licence: values.licence,
        website: values.softwareWebsite,
        sourceUrl: values.sourceUrl,
      });
      const id = this.newId();
      await manager.insert(Service, {
        id,
        slug: slugOf(values.name, 'portail'),
        structureId: link.structureId!,
        softwareId,
        name: values.name,
        summary: values.summary,
        address: values.address,
        accessMode: values.accessMode,
        connectorId: values.connectorId,
        audiences: ['residents', 'organisations'],
        published: false,
        createdAt: now,
        updatedAt: now,
      });
      return { id, kind: 'service' };
    });
  }

  /** Sends a mail now and says what the server answered: `null` when it took it. */
  async testMail(token: string): Promise<string | null> {
    const link = await this.links.find(token);
    const { email } = await this.database.getRepository(Account).findOneByOrFail({ id: link.accountId! });
    const text = (key: string): string => this.translations.text('fr', `setup:mails.test.${key}`);
    try {
      await this.transport.send({
        to: email,
        subject: text('subject'),
        body: text('body'),
        replyTo: null,
        messageId: this.newId(),
      });
    } catch (error) {
      return (error as Error).message.slice(0, 300);
    }
    await this.database.transaction(async (manager) => {
      const locked = await this.links.lock(manager, token);
      await manager.save(Object.assign(locked, { mailSentAt: this.clock.now() }));
    });
    return null;
  }

  async finish(token: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const link = await this.links.lock(manager, token);
      await manager.save(Object.assign(link, { finishedAt: this.clock.now() }));
    });
  }

  private async once(
    token: string,
    made: 'communeId' | 'structureId' | 'accountId' | 'serviceId',
    make: (manager: EntityManager, link: SetupLink) => Promise<{ id: string; kind: string }>,
  ): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const link = await this.links.lock(manager, token);
      if (link[made] !== null) return;
      const subject = await make(manager, link);
      await manager.save(Object.assign(link, { [made]: subject.id }));
      await this.audit.record(manager, null, { action: 'setup.made', subject });
    });
  }

  private newId(): string {
    return newId(this.clock, this.randomness);
  }
}
