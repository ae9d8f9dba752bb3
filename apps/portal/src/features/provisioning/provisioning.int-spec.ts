import { randomUUID } from 'node:crypto';
import { Service } from '../catalogue/service.entity.js';
import { Software } from '../catalogue/software.entity.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { SubscriptionsService, type Holder } from '../subscriptions/subscriptions.service.js';
import { grantAccess } from '../../testing/granted-service.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { DAY } from '@ronron/kernel';
import { anOrganisation } from '../../testing/request-scene.js';
import { Membership } from '../organisations/membership.entity.js';
import { DesiredStates } from './desired-state.service.js';
import { ProvisioningJob } from './provisioning-job.entity.js';
import { Provisioner } from './provisioner.service.js';

describe('provisioning', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  async function service(behaviour: string, structureName = 'Linux Quimper'): Promise<Service> {
    const structure = await portal.structure(structureName);
    const software = {
      id: portal.newId(),
      name: `Logiciel ${randomUUID()}`,
      licence: 'MIT',
      website: 'https://x.example',
      sourceUrl: 'https://x.example',
    };
    await portal.database.getRepository(Software).insert(software);
    const id = portal.newId();
    await portal.database.getRepository(Service).insert({
      id,
      slug: id,
      structureId: structure.id,
      softwareId: software.id,
      name: 'Les pads',
      summary: 'Écrire à plusieurs.',
      address: 'https://pads.example/',
      accessMode: 'open',
      connectorId: 'dummy',
      connectorSettings: { url: 'https://pads.example', behaviour } as never,
      published: true,
      createdAt: portal.clock.now(),
      updatedAt: portal.clock.now(),
    });
    return portal.database.getRepository(Service).findOneByOrFail({ id });
  }

  async function grant(
    behaviour: string,
    structureName?: string,
  ): Promise<{ subscription: Subscription; email: string }> {
    const account = await portal.account();
    const { id: serviceId } = await service(behaviour, structureName);
    const subscription = await grantAccess(portal, serviceId, { accountId: account.id });
    return { subscription, email: account.email };
  }

  const jobOf = (subscriptionId: string): Promise<ProvisioningJob> =>
    portal.database.getRepository(ProvisioningJob).findOneOrFail({ where: { subscriptionId }, order: { id: 'DESC' } });
  const subscriptionOf = (id: string): Promise<Subscription> =>
    portal.database.getRepository(Subscription).findOneByOrFail({ id });

  it('makes the tool follow what was granted, and tells its holder once', async () => {
    const { subscription, email } = await grant('ok');
    await portal.runJobs();
    expect((await jobOf(subscription.id)).status).toBe('done');
    expect((await subscriptionOf(subscription.id)).provisionedAt).not.toBeNull();
    await portal.database.transaction((manager) =>
      portal.app.get(SubscriptionsService, { strict: false }).changeQuota(manager, subscription.id, 1000),
    );
    await portal.runJobs();
    expect((await portal.mailsTo(email)).map((mail) => mail.subject)).toEqual(['Les pads est prêt pour vous']);
  });

  it('leaves neither a subscription nor a job when the caller’s transaction fails', async () => {
    const account = await portal.account();
    const { id: serviceId } = await service('ok');
    await expect(
      portal.database.transaction(async (manager) => {
        await portal.app
          .get(SubscriptionsService, { strict: false })
          .grant(manager, { serviceId, holder: { accountId: account.id }, requestId: null, quota: null });
        throw new Error('the caller changed its mind');
      }),
    ).rejects.toThrow('changed its mind');
    expect(await portal.database.getRepository(Subscription).countBy({ serviceId })).toBe(0);
    const [{ jobs }] = await portal.database.query(
      `SELECT count(*)::int AS jobs FROM graphile_worker._private_jobs AS job JOIN graphile_worker._private_tasks AS task ON task.id = job.task_id
       WHERE task.identifier = 'provision' AND NOT EXISTS (SELECT 1 FROM provisioning_job WHERE id = (job.payload->>'id')::uuid)`,
    );
    expect(jobs).toBe(0);
  });

  it('grants once when two ask at the same time', async () => {
    const account = await portal.account();
    const { id: serviceId } = await service('ok');
    const once = (): Promise<unknown> => grantAccess(portal, serviceId, { accountId: account.id });
    await Promise.allSettled([once(), once(), once()]);
    expect(await portal.database.getRepository(Subscription).countBy({ serviceId })).toBe(1);
  });

  it('tells a tool that has one account for a person who keeps it for another subscription', async () => {
    const { id: serviceId } = await service('ok');
    await portal.database.getRepository(Service).update({ id: serviceId }, { connectorId: 'peertube' });
    const [owner, person] = [await portal.account(), await portal.account()];
    const { id: organisationId } = await anOrganisation(portal, [
      [owner, 'owner'],
      [person, 'member'],
    ]);
    const rights = portal.app.get(SubscriptionsService, { strict: false });
    const granted = (holder: Holder, quota: number | null): Promise<Subscription> =>
      portal.database.transaction((manager) => rights.grant(manager, { serviceId, holder, requestId: null, quota }));
    const [own, club] = [await granted({ accountId: person.id }, 5), await granted({ organisationId }, 20)];
    const elsewhere = async ({ id }: Subscription): Promise<unknown> =>
      (await portal.app.get(DesiredStates, { strict: false }).of(await subscriptionOf(id))).elsewhere;
    expect(await elsewhere(own)).toEqual([{ accountId: person.id, quotaBytes: 20 }]);
    expect(await elsewhere(club)).toEqual([{ accountId: person.id, quotaBytes: 5 }]);

    await portal.database.transaction(async (manager) => {
      await manager.delete(Membership, { organisationId, accountId: person.id });
      await rights.membersChanged(manager, organisationId, { accountId: person.id, cause: 'departed' });
    });
    // Who left is told of as well: the tool finds their account by what it noted.
    expect(await elsewhere(club)).toEqual([{ accountId: person.id, quotaBytes: 5 }]);
    expect(await elsewhere(own)).toEqual([]);
    await portal.database.transaction((manager) => rights.suspend(manager, own.id, 'operator'));
    expect(await elsewhere(club)).toEqual([]);
  });

  it('tries again what failed once', async () => {
    const { subscription } = await grant('fail-once');
    await portal.runJobs();
    expect(await jobOf(subscription.id)).toMatchObject({
      status: 'retrying',
      attempts: 1,
      failureReason: 'unreachable',
    });
    portal.clock.advance(DAY);
    await portal.runJobs();
    expect((await jobOf(subscription.id)).status).toBe('done');
  });

  it('carries on a job whose worker was killed in the middle', async () => {
    const { subscription } = await grant('ok');
    const { id } = await jobOf(subscription.id);
    // What a killed worker leaves: a claimed job that nobody does.
    await portal.database.getRepository(ProvisioningJob).update({ id }, { status: 'running', attempts: 1 });
    await portal.runJobs();
    expect((await jobOf(subscription.id)).status).toBe('done');
  });

  it('lets one worker at a time do a subscription’s work', async () => {
    const { subscription } = await grant('slow');
    const { id } = await jobOf(subscription.id);
    const provisioner = portal.app.get(Provisioner, { strict: false });
    const results = await Promise.allSettled([provisioner.run(id), provisioner.run(id)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await jobOf(subscription.id)).toMatchObject({ status: 'done', attempts: 1 });
  });

  it('waits for an operator when it keeps failing, who repairs it; another structure’s operator sees nothing', async () => {
    const { subscription, email } = await grant('fail-always', 'Cornouaille Libre');
    // The last attempt of a day of them.
    await portal.database.query('UPDATE provisioning_job SET attempts = 11 WHERE subscription_id = $1', [
      subscription.id,
    ]);
    await portal.runJobs();
    const job = await jobOf(subscription.id);
    expect(job.status).toBe('dead');

    const stranger = await portal.signIn({ operatorOf: (await portal.structure('Linux Quimper')).id });
    expect((await stranger.get(`/operateur/travaux/${job.id}`)).status).toBe(404);
    expect((await stranger.get('/operateur/travaux')).html).not.toContain(job.id);

    const operator = await portal.signIn({ operatorOf: (await portal.structure('Cornouaille Libre')).id });
    const page = await operator.get(`/operateur/travaux/${job.id}`);
    expect(page.$('main dl time').first().text()).toContain('2040');
    const refused = await stranger.post(
      `/operateur/travaux/${job.id}/reprise`,
      new URLSearchParams({ _csrf: stranger.csrf(await stranger.get('/mes-services')) }),
    );
    expect(refused.status).toBe(404);
    await portal.database.query(
      `UPDATE service SET connector_settings = '{"url":"https://pads.example","behaviour":"ok"}' WHERE id = $1`,
      [subscription.serviceId],
    );
    await operator.submit(page, 'form[action$="/reprise"]');
    const again = await operator.submit(page, 'form[action$="/reprise"]');
    expect(again.$('[role=status], [role=alert]').text()).toContain('déjà');
    await portal.runJobs();
    expect((await jobOf(subscription.id)).status).toBe('done');
    expect((await portal.mailsTo(email)).some((mail) => mail.subject.includes('prêt'))).toBe(true);
    const audited = await portal.database.query(`SELECT action FROM audit_entry WHERE subject_id = $1`, [job.id]);
    expect(audited).toEqual([{ action: 'provisioning.retried' }]);
  });
});
