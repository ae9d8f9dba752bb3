import { HelpConversation } from '../../help/help-conversation.entity.js';
import { HelpMessage } from '../../help/help-message.entity.js';
import { JoinRequest } from '../../organisations/joining/join-request.entity.js';
import type { DemoAccounts } from './demo-accounts.js';
import type { DemoOrganisations } from './demo-organisations.js';
import type { DemoContext } from './demo-seed.js';
import type { DemoServices } from './demo-services.js';

/** Somebody with no account who waits for help, somebody who got it, and a newcomer who asks to join a club. */
export async function demoConversations(
  { manager, newId, ago }: DemoContext,
  { pads, cloud }: DemoServices,
  { resident, operator, neighbours }: DemoAccounts,
  { dance }: DemoOrganisations,
): Promise<void> {
  const conversation = (values: Partial<HelpConversation>): HelpConversation =>
    manager.create(HelpConversation, {
      id: newId(),
      kind: 'question',
      accountId: null,
      email: null,
      visitorName: '',
      locale: 'fr',
      keyHashes: [],
      status: 'open',
      waitingSince: null,
      closedAt: null,
      ...values,
    });
  const waiting = conversation({
    kind: 'fault',
    subject: 'Mon pad s’affiche en tout petit',
    serviceId: pads.id,
    structureId: pads.structureId,
    email: 'marie@visiteurs.example',
    visitorName: 'Marie',
    waitingSince: ago(1, 3),
    lastMessageAt: ago(1, 3),
    createdAt: ago(1, 3),
  });
  const answered = conversation({
    subject: 'Puis-je ranger les photos du quartier dans le nuage ?',
    serviceId: cloud.id,
    structureId: cloud.structureId,
    accountId: resident.id,
    lastMessageAt: ago(5),
    createdAt: ago(6),
  });
  await manager.insert(HelpConversation, [waiting, answered] as never);
  const message = (of: HelpConversation, side: HelpMessage['side'], author: string | null, at: Date, text: string) => ({
    id: newId(),
    conversationId: of.id,
    side,
    authorId: author,
    at,
    text,
  });
  await manager.insert(HelpMessage, [
    message(
      waiting,
      'asker',
      null,
      ago(1, 3),
      'Bonjour, depuis hier le texte du pad de la réunion est minuscule sur ma tablette. Que faire ?',
    ),
    message(answered, 'asker', resident.id, ago(6), 'Bonjour, est-ce prévu pour ça ? Il y en a environ 2 Go.'),
    message(
      answered,
      'operator',
      operator.id,
      ago(5),
      'Bonjour, oui, tout à fait ! Demandez simplement un peu plus de place si 5 Go ne suffisent plus.',
    ),
  ]);
  await manager.insert(JoinRequest, {
    id: newId(),
    organisationId: dance.id,
    accountId: neighbours[4]!.id,
    message: 'Bonjour, je suis la nouvelle secrétaire du cercle.',
    status: 'waiting',
    createdAt: ago(2),
  });
}
