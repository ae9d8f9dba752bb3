import { Injectable } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { Actor } from '../../platform/security/actor.js';
import type { HelpConversation } from './help-conversation.entity.js';
import { helpKinds } from './help-conversation.entity.js';
import { HelpDesk, type Desk } from './help-desk.service.js';
import type { HelpMessage } from './help-message.entity.js';
import { HelpService, nameOf, type Reader } from './help.service.js';

/** Short answers that spare a message; texts under `help:answers`. */
const ANSWERS = ['account', 'password', 'organisation', 'refused', 'cost', 'data'] as const;

/** What a page of one conversation shows. */
export interface ConversationPage extends Record<string, unknown> {
  readonly subject: string;
}

/** What the pages of help show. */
@Injectable()
export class HelpPages {
  constructor(
    private readonly help: HelpService,
    private readonly desk: HelpDesk,
  ) {}

  async index(actor: Actor | null, form: FormState): Promise<object> {
    const services = await this.help.services();
    const mine = actor === null ? [] : await this.help.mine(actor);
    return {
      form,
      visitor: actor === null,
      answers: ANSWERS.map((name) => ({
        question: `help:answers.${name}.question`,
        answer: `help:answers.${name}.answer`,
      })),
      kinds: helpKinds.map((value) => ({ value, labelKey: `help:kinds.${value}` })),
      services: services.map(({ slug, name, structure }) => ({ value: slug, label: `${name} (${structure!.name})` })),
      mine: mine.map((conversation) => ({
        href: `/aide/${conversation.id}`,
        subject: conversation.subject,
        at: conversation.lastMessageAt,
        state: stateOf(conversation),
      })),
    };
  }

  /** @throws AppError `not-found` without the right account or link. */
  async show(reader: Reader, id: string, form: FormState): Promise<ConversationPage> {
    const { conversation, messages } = await this.help.find(reader, id);
    return {
      form,
      // A signed-in person's own needs no secret in its forms.
      key: conversation.accountId === null ? reader.key : null,
      ...described(conversation),
      about: conversation.service?.name ?? null,
      answeredBy: conversation.structure?.name ?? null,
      messages: messages.map((message) => ({
        author: message.author?.displayName ?? '',
        role: message.side === 'operator' ? (conversation.structure?.name ?? '') : '',
        at: message.at,
        text: message.text,
        mine: message.side === 'asker',
      })),
    };
  }

  /** @throws AppError `not-found` for another desk's. */
  async deskShow(actor: Actor, desk: Desk, id: string, form: FormState): Promise<ConversationPage> {
    const { conversation, messages } = await this.desk.find(actor, desk, id);
    const asker = nameOf(conversation);
    return {
      form,
      ...described(conversation),
      asker,
      email: conversation.account?.email ?? conversation.email,
      visitor: conversation.accountId === null,
      bounced: conversation.account?.bouncedAt != null,
      personHref: conversation.accountId === null ? null : `/operateur/personnes/${conversation.accountId}`,
      operator: desk === 'operator',
      serviceName: conversation.service?.name ?? null,
      messages: messages.map((message) => this.deskMessage(message, actor, asker)),
    };
  }

  private deskMessage(message: HelpMessage, actor: Actor, asker: string): object {
    return {
      author: message.side === 'asker' ? asker : (message.author?.displayName ?? ''),
      at: message.at,
      text: message.text,
      mine: message.side === 'operator' && message.authorId === actor.accountId,
    };
  }
}

/** `answered`: the asker's turn. */
export function stateOf(conversation: HelpConversation): 'waiting' | 'answered' | 'closed' {
  if (conversation.status === 'closed') return 'closed';
  return conversation.waitingSince === null ? 'answered' : 'waiting';
}

function described(conversation: HelpConversation): ConversationPage {
  return {
    id: conversation.id,
    subject: conversation.subject,
    kind: conversation.kind,
    state: stateOf(conversation),
    closed: conversation.status === 'closed',
    createdAt: conversation.createdAt,
    waitingSince: conversation.waitingSince,
  };
}
