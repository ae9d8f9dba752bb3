import { DAY } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { AuditEntry } from '../../../platform/audit/audit-entry.entity.js';
import { grantAccess } from '../../../testing/granted-service.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { anOrganisation, aService } from '../../../testing/request-scene.js';
import type { Account } from '../../accounts/account.entity.js';
import { ProvisioningJob } from '../../provisioning/provisioning-job.entity.js';
import { Membership, type MembershipRole } from '../membership.entity.js';

const CLOCK = 'organisation-handovers';
const ACCEPT = 'form[action$="/passation/accord"]';

describe('handing an organisation over', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  async function committee(): Promise<{ id: string; owner: Account; next: Account; member: Account }> {
    const [owner, next, member] = [
      await portal.account({ displayName: 'Annaig Ancienne' }),
      await portal.account({ displayName: 'Nolwenn Nouvelle' }),
      await portal.account(),
    ];
    const { id } = await anOrganisation(
      portal,
      [
        [owner, 'owner'],
        [next, 'member'],
        [member, 'member'],
      ],
      { name: 'Les Amis du Steir' },
    );
    await portal.database
      .getRepository(Membership)
      .update({ organisationId: id, accountId: next.id }, { contact: true });
    return { id, owner, next, member };
  }
  const roles = async (id: string): Promise<Record<string, MembershipRole>> => {
    const members = await portal.database.getRepository(Membership).findBy({ organisationId: id });
    return Object.fromEntries(members.map(({ accountId, role }) => [accountId, role]));
  };
  const send = async (client: PageClient, path: string, values: Record<string, string> = {}): Promise<Page> =>
    client.post(path, new URLSearchParams({ _csrf: client.csrf(await client.get('/compte')), ...values }));
  const lastMail = async ({ email }: Account): Promise<string> => (await portal.mailsTo(email)).at(-1)?.subject ?? '';
  const offer = async (id: string, owner: Account, to: Account, values: Record<string, string> = {}): Promise<Page> => {
    const client = await portal.signIn(owner);
    const membership = await portal.database
      .getRepository(Membership)
      .findOneByOrFail({ organisationId: id, accountId: to.id });
    const page = await client.get(`/organisations/${id}`);
    return client.submit(page, `form[action$="/membres/${membership.id}/passation"]`, values);
  };

  it('takes the other’s consent; the old owner stays as a member, and the tools follow', async () => {
    const { id, owner, next, member } = await committee();
    const { id: serviceId } = await aService(portal);
    const subscription = await grantAccess(portal, serviceId, { organisationId: id });
    await portal.runJobs();
    const offered = await offer(id, owner, next);
    expect(offered.$('main').text()).toContain('Annaig Ancienne propose de passer la main à Nolwenn Nouvelle');
    expect(await lastMail(next)).toBe('Annaig Ancienne vous propose de reprendre Les Amis du Steir');
    expect(await roles(id)).toMatchObject({ [owner.id]: 'owner', [next.id]: 'member' });

    const bystander = await (await portal.signIn(member)).get(`/organisations/${id}`);
    expect(bystander.$(`${ACCEPT} button`)).toHaveLength(0);
    expect((await send(await portal.signIn(member), `/organisations/${id}/passation/accord`)).status).toBe(404);

    const client = await portal.signIn(next);
    const page = await client.get(`/organisations/${id}`);
    await Promise.all([client.clone().submit(page, ACCEPT), client.clone().submit(page, ACCEPT)]);
    expect(await roles(id)).toEqual({ [owner.id]: 'member', [next.id]: 'owner', [member.id]: 'member' });
    expect(await lastMail(owner)).toBe('Les Amis du Steir : Nolwenn Nouvelle en est responsable');
    const audited = await portal.database.getRepository(AuditEntry).findBy({ subjectId: id });
    expect(audited.map(({ action }) => action)).toEqual(['organisation.handed-over']);
    const job = await portal.database
      .getRepository(ProvisioningJob)
      .findOneByOrFail({ subscriptionId: subscription.id, status: 'queued' });
    expect(job.revision).toBeGreaterThan(1);
  });

  it('may be refused, withdrawn, or leave both as owners', async () => {
    const { id, owner, next } = await committee();
    await offer(id, owner, next);
    await send(await portal.signIn(next), `/organisations/${id}/passation/refus`);
    expect(await lastMail(owner)).toContain('ne reprend pas');
    await offer(id, owner, next);
    await send(await portal.signIn(owner), `/organisations/${id}/passation/retrait`);
    expect((await send(await portal.signIn(next), `/organisations/${id}/passation/accord`)).html).toContain(
      'entre-temps',
    );
    expect(await roles(id)).toMatchObject({ [owner.id]: 'owner', [next.id]: 'member' });
    await offer(id, owner, next, { stays: 'on' });
    await send(await portal.signIn(next), `/organisations/${id}/passation/accord`);
    expect(await roles(id)).toMatchObject({ [owner.id]: 'owner', [next.id]: 'owner' });
  });

  it('goes to the second contact when no owner objects within two weeks', async () => {
    const { id, owner, next } = await committee();
    const client = await portal.signIn(next);
    await client.submit(await client.get(`/organisations/${id}`), 'form[action$="/passation/reprise"]');
    expect(await lastMail(owner)).toBe('Les Amis du Steir : Nolwenn Nouvelle demande à devenir responsable');
    portal.clock.advance(13 * DAY);
    await portal.runTask(CLOCK);
    expect(await roles(id)).toMatchObject({ [next.id]: 'member' });
    portal.clock.advance(DAY);
    await Promise.all([portal.runTask(CLOCK), portal.runTask(CLOCK)]);
    expect(await roles(id)).toMatchObject({ [owner.id]: 'owner', [next.id]: 'owner' });
    expect(await lastMail(next)).toContain('en est responsable');
  });

  it('does not go to a contact to whom an owner objects, who does not ask again at once', async () => {
    const { id, owner, next } = await committee();
    await send(await portal.signIn(next), `/organisations/${id}/passation/reprise`);
    const client = await portal.signIn(owner);
    await send(client, `/organisations/${id}/passation/refus`);
    expect(await lastMail(next)).toContain('s’oppose à votre demande');
    portal.clock.advance(15 * DAY);
    await portal.runTask(CLOCK);
    expect(await roles(id)).toMatchObject({ [next.id]: 'member' });
    const again = await send(await portal.signIn(next), `/organisations/${id}/passation/reprise`);
    expect(again.$('[role=status], [role=alert]').text()).toContain('opposée il y a peu');
  });

  it('makes nobody an owner who is no contact, or left meanwhile', async () => {
    const { id, owner, next, member } = await committee();
    expect((await send(await portal.signIn(member), `/organisations/${id}/passation/reprise`)).status).toBe(404);
    expect((await send(await portal.signIn(), `/organisations/${id}/passation/reprise`)).status).toBe(404);
    await send(await portal.signIn(next), `/organisations/${id}/passation/reprise`);
    await portal.database.getRepository(Membership).delete({ organisationId: id, accountId: next.id });
    portal.clock.advance(20 * DAY);
    await portal.runTask(CLOCK);
    expect(await roles(id)).toEqual({ [owner.id]: 'owner', [member.id]: 'member' });
  });
});
