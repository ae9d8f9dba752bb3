import { Inject, Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { Translations } from '../../../platform/i18n/translations.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import { Account } from '../../accounts/account.entity.js';
import { Membership } from '../../organisations/membership.entity.js';
import { editorsToTell } from '../editing/commune-editors.js';
import type { CollectiveProposal } from './collective-proposal.entity.js';
import type { ProposalDecision } from './proposal-answer.entity.js';

/** What people are told by mail about the cahier. */
@Injectable()
export class ProposalMails {
  constructor(
    private readonly mailer: Mailer,
    private readonly translations: Translations,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  async tellEditors(manager: EntityManager, proposal: CollectiveProposal, collective: string): Promise<void> {
    for (const editor of await editorsToTell(manager, proposal.communeId)) {
      await this.send(
        manager,
        editor,
        proposal.reading === 'public' ? 'written' : 'toRead',
        proposal,
        `/editeur/cahier/${proposal.id}`,
        { collective },
      );
    }
  }

  /** Those who lead the collective hear of each answer. */
  async tellAnswered(manager: EntityManager, proposal: CollectiveProposal, decision: ProposalDecision): Promise<void> {
    for (const account of await this.leaders(manager, proposal)) {
      const said = this.translations.text(account.locale, `commitments:cahier.states.${decision}`);
      await this.send(manager, account, 'answered', proposal, `/engagements/cahier/${proposal.id}`, { decision: said });
    }
  }

  /** Those who lead the collective hear what an editor decided after reading. */
  async tellRead(manager: EntityManager, proposal: CollectiveProposal): Promise<void> {
    const { id, organisationId, reading, sentBackReason: reason } = proposal;
    for (const account of await this.leaders(manager, proposal)) {
      if (reading === 'public')
        await this.send(manager, account, 'published', proposal, `/engagements/cahier/${id}`, {});
      else
        await this.send(manager, account, 'sentBack', proposal, `/organisations/${organisationId}/propositions`, {
          reason,
        });
    }
  }

  async tellHidden(manager: EntityManager, proposal: CollectiveProposal): Promise<void> {
    for (const account of await this.leaders(manager, proposal)) {
      const reason = proposal.hiddenReason;
      await this.send(manager, account, 'hidden', proposal, `/engagements/cahier/${proposal.id}`, { reason });
    }
  }

  private async leaders(manager: EntityManager, { organisationId }: CollectiveProposal): Promise<Account[]> {
    // A collective of another portal has nobody here.
    if (organisationId === null) return [];
    const memberships = await manager.find(Membership, {
      where: { organisationId, role: In(['owner', 'manager']) },
      relations: { account: true },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    return memberships.map(({ account }) => account!);
  }

  private async send(
    manager: EntityManager,
    account: Account,
    mail: 'written' | 'toRead' | 'published' | 'sentBack' | 'answered' | 'hidden',
    { title }: CollectiveProposal,
    path: string,
    params: Record<string, string>,
  ): Promise<void> {
    await this.mailer.send(manager, {
      to: account.email,
      locale: account.locale,
      accountId: account.id,
      text: `commitments:cahier.mails.${mail}`,
      params: { ...params, title, link: this.settings.publicUrl + withLocale(account.locale, path) },
    });
  }
}
