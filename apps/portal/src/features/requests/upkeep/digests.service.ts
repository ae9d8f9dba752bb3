import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { Translations } from '../../../platform/i18n/translations.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import { RoleGrant } from '../../roles/role-grant.entity.js';
import { DIGEST } from '../operator-notices.js';
import { RequestMails } from '../request-mails.js';
import { ServiceRequest } from '../service-request.entity.js';

/** A longer mail is not read. */
const MOST_LINES = 20;

/** One mail in the morning, for operators who chose so, on days that brought something new. */
@Injectable()
export class Digests implements OnModuleInit {
  constructor(
    private readonly tasks: JobTasks,
    private readonly database: DataSource,
    private readonly mailer: Mailer,
    private readonly mails: RequestMails,
    private readonly translations: Translations,
  ) {}

  onModuleInit(): void {
    this.tasks.register(DIGEST, ({ grantId }: { grantId: string }) => this.send(grantId));
  }

  private async send(grantId: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const grant = await manager.findOne(RoleGrant, { where: { id: grantId }, relations: { account: true } });
      const account = grant?.account;
      // Meanwhile the role may be gone, the account suspended, or another choice made.
      if (grant?.notify !== 'daily' || account === undefined || account.suspendedAt !== null) return;
      const waiting = await this.waiting(manager, grant.structureId!);
      if (waiting.length === 0) return;
      const list = waiting.slice(0, MOST_LINES).map((request) =>
        this.translations.text(account.locale, 'requests:mails.digest.line', {
          service: request.service!.name,
          holder: request.organisation?.name ?? request.account!.displayName,
        }),
      );
      await this.mailer.send(manager, {
        to: account.email,
        accountId: account.id,
        locale: account.locale,
        text: 'requests:mails.digest',
        params: {
          name: account.displayName,
          count: waiting.length,
          list: list.join('\n'),
          link: this.mails.link(account, '/operateur/demandes'),
        },
      });
    });
  }

  private waiting(manager: EntityManager, structureId: string): Promise<ServiceRequest[]> {
    return manager
      .createQueryBuilder(ServiceRequest, 'request')
      .innerJoinAndSelect('request.service', 'service')
      .leftJoinAndSelect('request.account', 'account')
      .leftJoinAndSelect('request.organisation', 'organisation')
      .where('service.structure_id = :structureId', { structureId })
      .andWhere(`request.status = 'submitted' AND request.waiting_list_since IS NULL`)
      .orderBy('request.submittedAt', 'ASC')
      .getMany();
  }
}
