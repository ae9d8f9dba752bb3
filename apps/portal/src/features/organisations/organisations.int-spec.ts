import { DAY } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import type { Account } from '../accounts/account.entity.js';
import { AuditEntry } from '../../platform/audit/audit-entry.entity.js';
import { Membership, type MembershipRole } from './membership.entity.js';
import { Organisation } from './organisation.entity.js';

const NEW_FORM = 'form[action$="/organisations"]';
const DANCE = {
  name: 'Cercle de danse',
  kind: 'association',
  number: '',
  noNumberReason: 'not-declared',
  commune: 'Quimper',
  purpose: 'Danser ensemble',
};

describe('organisations', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
    await portal.commune();
  });
  afterAll(() => portal.stop());

  async function register(
    client: PageClient,
    values: Partial<Record<keyof typeof DANCE | 'secondContact' | 'inseeCode', string>> = {},
  ): Promise<Page> {
    return client.submit(await client.get('/organisations/nouvelle'), NEW_FORM, { ...DANCE, ...values });
  }

  async function organisation(
    members: readonly [Account, MembershipRole][],
    values: Partial<Organisation> = {},
  ): Promise<string> {
    const id = portal.newId();
    await portal.database.getRepository(Organisation).insert({
      id,
      name: `Organisation ${id.slice(-6)}`,
      kind: 'association',
      rna: null,
      siren: null,
      siret: null,
      noNumberReason: 'other',
      communeId: (await portal.commune()).id,
      purpose: '',
      createdAt: portal.clock.now(),
      closedAt: null,
      ...values,
    });
    for (const [account, role] of members) await addMember(id, account, role);
    return id;
  }

  async function addMember(organisationId: string, account: Account, role: MembershipRole): Promise<void> {
    await portal.database.getRepository(Membership).insert({
      id: portal.newId(),
      organisationId,
      accountId: account.id,
      role,
      contact: role === 'owner',
      createdAt: portal.clock.now(),
    });
  }

  const rolesIn = async (organisationId: string): Promise<Record<string, string>> => {
    const members = await portal.database.getRepository(Membership).findBy({ organisationId });
    return Object.fromEntries(members.map((member) => [member.accountId, member.role]));
  };

  const membershipOf = async (organisationId: string, account: Account): Promise<string> =>
    (await portal.database.getRepository(Membership).findOneByOrFail({ organisationId, accountId: account.id })).id;

  /** Posts to an address of the organisation's page with the token of that page. */
  const act = async (client: PageClient, path: string, values: Record<string, string> = {}): Promise<Page> => {
    const token = client.csrf(await client.get('/organisations/nouvelle'));
    return client.post(path, new URLSearchParams({ _csrf: token, ...values }));
  };

  describe('registering one', () => {
    it('makes its maker the owner, and invites the second contact', async () => {
      const account = await portal.account();
      const client = await portal.signIn(account);
      const page = await register(client, { name: 'Jardins de Locmaria', secondContact: 'seconde@example.org' });
      expect(page.status).toBe(200);
      expect(page.$('h1').text()).toBe('Jardins de Locmaria');
      const id = page.path.split('/').pop()!;
      expect(await rolesIn(id)).toEqual({ [account.id]: 'owner' });
      const [mail] = await portal.mailsTo('seconde@example.org');
      expect(mail!.body).toContain('/invitations/');
      expect((await client.get('/organisations')).html).toContain('Jardins de Locmaria');
    });

    it('sent twice makes one', async () => {
      const client = await portal.signIn();
      const form = await client.get('/organisations/nouvelle');
      const [first, second] = await Promise.all([
        client.clone().submit(form, NEW_FORM, { ...DANCE, name: 'Deux clics' }),
        client.clone().submit(form, NEW_FORM, { ...DANCE, name: 'Deux clics' }),
      ]);
      expect(first.path).toBe(second.path);
      expect(await portal.database.getRepository(Organisation).countBy({ name: 'Deux clics' })).toBe(1);
    });

    it.each([
      ['no number and no reason', { noNumberReason: '' }, 'number'],
      ['a slip in the SIREN', { number: '732 829 321' }, 'number'],
      ['something that is no number', { number: 'W29' }, 'number'],
      ['no name', { name: '  ' }, 'name'],
      ['an unknown kind', { kind: 'sect' }, 'kind'],
      ['an unknown reason', { noNumberReason: 'because' }, 'noNumberReason'],
      ['a commune that does not exist', { commune: 'Trifouillis-les-Oies' }, 'commune'],
      ['a commune that is not served', { commune: 'Marseille' }, 'commune'],
      ['a bad address of the second contact', { secondContact: 'pas une adresse' }, 'secondContact'],
      ['a NUL in the purpose', { purpose: 'un\u0000deux' }, 'purpose'],
      ['a purpose as long as a book', { purpose: 'x'.repeat(50_000) }, 'purpose'],
    ])('with %s says so beside the field and keeps what was typed', async (_, values, field) => {
      const page = await register(await portal.signIn(), { name: 'Gardé tel quel', ...values });
      expect(page.status).toBe(422);
      expect(page.$(`#field-${field}-error`).text()).not.toBe('');
      if (field !== 'name') expect(page.$('#field-name').attr('value')).toBe('Gardé tel quel');
    });

    it('asks which commune when several have the name', async () => {
      await portal.commune('Saint-Denis', '93066');
      const client = await portal.signIn();
      const page = await register(client, { name: 'De Saint-Denis', commune: 'Saint-Denis' });
      expect(page.status).toBe(422);
      expect(page.$('input[name=inseeCode]').length).toBeGreaterThan(1);
      const after = await client.submit(page, NEW_FORM, { inseeCode: '93066' });
      expect(after.$('h1').text()).toBe('De Saint-Denis');
    });

    it('under a number that is taken leads to a request to join, which names nobody', async () => {
      const owner = await portal.account({ displayName: 'Personne à ne pas nommer' });
      const id = await organisation([[owner, 'owner']], { name: 'Nom déjà pris', rna: 'W294000777' });
      const asker = await portal.account({ displayName: 'Nouvelle trésorière' });
      const client = await portal.signIn(asker);
      const page = await register(client, { number: 'w294 000 777', noNumberReason: '' });
      expect(page.path).toContain('/organisations/adhesion');
      expect(page.html).not.toContain('Personne à ne pas nommer');
      expect(page.html).not.toContain(owner.email);
      const form = 'form[action$="/organisations/adhesion"]';
      const sent = await client.submit(page, form, { message: 'Je suis la nouvelle trésorière.' });
      expect(sent.path).toBe('/organisations');
      expect(sent.html).not.toContain('Nom déjà pris');
      const again = await client.submit(await client.get('/organisations/adhesion?numero=W294000777'), form, {
        message: 'Encore moi',
      });
      expect(again.html).toContain('déjà envoyée');
      const mails = await portal.mailsTo(owner.email);
      expect(mails).toHaveLength(1);
      expect(mails[0]!.body).toContain('Je suis la nouvelle trésorière.');

      const ownerClient = await portal.signIn(owner);
      const shown = await ownerClient.get(`/organisations/${id}`);
      await ownerClient.submit(shown, 'form[action$="/accord"]', { role: 'manager' });
      expect((await rolesIn(id))[asker.id]).toBe('manager');
      expect((await portal.mailsTo(asker.email)).at(-1)!.body).toContain('Nom déjà pris');
    });

    it('is over for one of its members, who is led to it', async () => {
      const owner = await portal.account();
      const id = await organisation([[owner, 'owner']], { siret: '73282932000074' });
      const page = await register(await portal.signIn(owner), { number: '732 829 320 00074', noNumberReason: '' });
      expect(page.path).toBe(`/organisations/${id}`);
    });

    it('by two people at once under one number makes one', async () => {
      const clients = await Promise.all([portal.signIn(), portal.signIn()]);
      const pages = await Promise.all(
        clients.map((client, index) =>
          register(client, { name: `Course ${index}`, number: 'W294000888', noNumberReason: '' }),
        ),
      );
      expect(pages.map((page) => page.path.replace(/[0-9a-f-]{36}.*/, 'one')).sort()).toEqual([
        '/organisations/adhesion?numero=W294000888',
        '/organisations/one',
      ]);
      expect(await portal.database.getRepository(Organisation).countBy({ rna: 'W294000888' })).toBe(1);
    });
  });

  describe('the powers in one', () => {
    it('are the owners’ for the rest; a stranger finds nothing at all', async () => {
      const [owner, manager, member, stranger] = await Promise.all([
        portal.account(),
        portal.account(),
        portal.account(),
        portal.account(),
      ]);
      const id = await organisation([
        [owner, 'owner'],
        [manager, 'manager'],
        [member, 'member'],
      ]);
      const memberId = await membershipOf(id, member);
      const ownerId = await membershipOf(id, owner);
      const actions: [string, Record<string, string>][] = [
        [`/organisations/${id}/modification`, DANCE],
        [`/organisations/${id}/membres/${memberId}/role`, { role: 'owner' }],
        [`/organisations/${id}/membres/${ownerId}/role`, { role: 'member' }],
        [`/organisations/${id}/membres/${memberId}/contact`, { contact: '1' }],
        [`/organisations/${id}/membres/${ownerId}/retrait`, {}],
      ];
      for (const who of [manager, member, stranger]) {
        const client = await portal.signIn(who);
        for (const [path, values] of actions) {
          expect([path, (await act(client, path, values)).status]).toEqual([path, 404]);
        }
      }
      const memberClient = await portal.signIn(member);
      const invite = `/organisations/${id}/invitations`;
      expect((await act(memberClient, invite, { email: 'x@example.org', role: 'member' })).status).toBe(404);
      const strangerClient = await portal.signIn(stranger);
      expect((await strangerClient.get(`/organisations/${id}`)).status).toBe(404);
      expect((await strangerClient.get(`/organisations/${id}/modification`)).status).toBe(404);
      expect((await act(strangerClient, `/organisations/${id}/depart`)).status).toBe(404);
      expect((await act(strangerClient, invite, { email: 'x@example.org', role: 'member' })).status).toBe(404);
      expect(await rolesIn(id)).toEqual({ [owner.id]: 'owner', [manager.id]: 'manager', [member.id]: 'member' });
    }, 60_000);

    it('let a member see names, but not addresses', async () => {
      const [owner, member] = await Promise.all([
        portal.account({ displayName: 'Rozenn Responsable' }),
        portal.account(),
      ]);
      const id = await organisation([
        [owner, 'owner'],
        [member, 'member'],
      ]);
      const page = await (await portal.signIn(member)).get(`/organisations/${id}`);
      expect(page.html).toContain('Rozenn Responsable');
      expect(page.html).not.toContain(owner.email);
    });

    it('let a manager invite and remove members, and nobody higher', async () => {
      const [owner, manager, member] = await Promise.all([portal.account(), portal.account(), portal.account()]);
      const id = await organisation([
        [owner, 'owner'],
        [manager, 'manager'],
        [member, 'member'],
      ]);
      const client = await portal.signIn(manager);
      await act(client, `/organisations/${id}/invitations`, { email: 'grade@example.org', role: 'owner' });
      expect(await portal.mailsTo('grade@example.org')).toHaveLength(0);
      await act(client, `/organisations/${id}/invitations`, { email: 'grade@example.org', role: 'member' });
      expect(await portal.mailsTo('grade@example.org')).toHaveLength(1);
      await act(client, `/organisations/${id}/membres/${await membershipOf(id, member)}/retrait`);
      expect(await rolesIn(id)).toEqual({ [owner.id]: 'owner', [manager.id]: 'manager' });
      expect((await portal.mailsTo(member.email)).at(-1)!.subject).toContain('ne faites plus partie');
    });

    it('never leave it without an owner', async () => {
      const owner = await portal.account();
      const id = await organisation([[owner, 'owner']]);
      const client = await portal.signIn(owner);
      const page = await act(client, `/organisations/${id}/depart`);
      expect(page.path).toBe(`/organisations/${id}`);
      expect(page.html).toContain('nommez-en une autre');
      const own = await membershipOf(id, owner);
      await act(client, `/organisations/${id}/membres/${own}/role`, { role: 'member' });
      await act(client, `/organisations/${id}/membres/${own}/retrait`);
      expect(await rolesIn(id)).toEqual({ [owner.id]: 'owner' });
    });

    it('keep one of two owners who leave at the same moment', async () => {
      const [one, two] = await Promise.all([portal.account(), portal.account()]);
      const id = await organisation([
        [one, 'owner'],
        [two, 'owner'],
      ]);
      const clients = await Promise.all([portal.signIn(one), portal.signIn(two)]);
      await Promise.all(clients.map((client) => act(client, `/organisations/${id}/depart`)));
      expect(Object.values(await rolesIn(id))).toEqual(['owner']);
    });

    it('know two contacts at the most, and one at the least', async () => {
      const [owner, second, third] = await Promise.all([portal.account(), portal.account(), portal.account()]);
      const id = await organisation([
        [owner, 'owner'],
        [second, 'member'],
        [third, 'member'],
      ]);
      const client = await portal.signIn(owner);
      const contact = async (account: Account, value: string): Promise<Page> =>
        act(client, `/organisations/${id}/membres/${await membershipOf(id, account)}/contact`, { contact: value });
      expect((await contact(owner, '0')).html).toContain('au moins un contact');
      await contact(second, '1');
      expect((await contact(third, '1')).html).toContain('déjà deux contacts');
      const contacts = await portal.database.getRepository(Membership).findBy({ organisationId: id, contact: true });
      expect(contacts.map((membership) => membership.accountId).sort()).toEqual([owner.id, second.id].sort());
    });
  });

  describe('its operators', () => {
    it('see it through a request to their service, decide for owners who are gone, and nobody else does', async () => {
      const { structureId, service } = await serviceOf('Linux Quimper');
      const other = await serviceOf('Coopérative voisine');
      const [owner, member, asker] = await Promise.all([portal.account(), portal.account(), portal.account()]);
      const id = await organisation(
        [
          [owner, 'owner'],
          [member, 'member'],
        ],
        { name: 'Bureau disparu', rna: 'W294000999' },
      );
      await requestFor(id, owner, service);
      await requestFor(id, owner, other.service, 'draft');
      const askerClient = await portal.signIn(asker);
      await askerClient.submit(
        await askerClient.get('/organisations/adhesion'),
        'form[action$="/organisations/adhesion"]',
        { number: 'W294000999', message: 'Nouveau bureau' },
      );

      const foreign = await portal.signIn({ operatorOf: other.structureId });
      const client = await portal.signIn({ operatorOf: structureId });
      const page = await client.get(`/operateur/organisations/${id}`);
      expect(page.html).toContain('Nouveau bureau');
      expect((await client.get('/operateur/organisations?q=disparu')).html).toContain('Bureau disparu');
      expect((await client.get('/operateur/organisations?q=W294000999')).html).toContain('Bureau disparu');
      expect((await client.get('/operateur/organisations?q=%25')).html).not.toContain('Bureau disparu');
      expect((await foreign.get('/operateur/organisations')).html).not.toContain('Bureau disparu');
      const accept = page.$('form[action$="/accord"]').attr('action')!;
      const own = `/operateur/organisations/${id}/membres/${await membershipOf(id, member)}/responsabilite`;
      expect((await foreign.get(`/operateur/organisations/${id}`)).status).toBe(404);
      for (const path of [accept, accept.replace('/accord', '/refus'), own]) {
        expect((await act(foreign, path, { role: 'owner' })).status).toBe(404);
        expect((await act(await portal.signIn(member), path, { role: 'owner' })).status).toBe(403);
      }
      await act(client, accept, { role: 'owner' });
      // What was checked has to be written down.
      expect((await act(client, own, { check: ' ' })).status).toBe(422);
      await act(client, own, { check: 'Procès-verbal du 12 mars' });
      expect(await rolesIn(id)).toEqual({ [owner.id]: 'owner', [asker.id]: 'owner', [member.id]: 'owner' });
      expect((await act(client, accept, { role: 'owner' })).html).toContain('entre-temps');
      const actions = await portal.database.getRepository(AuditEntry).findBy({ structureId });
      expect(actions.map((entry) => entry.action).sort()).toEqual([
        'join-request.accepted',
        'organisation.ownership-given',
      ]);
      const told = (await portal.mailsTo(owner.email)).filter(({ subject }) =>
        subject.includes('fait maintenant partie'),
      );
      expect(told).toHaveLength(2);
    }, 60_000);

    it('lose their say with its last request, and sight of it 90 days later', async () => {
      const { structureId, service } = await serviceOf('Hébergeur d’hier');
      const [owner, member] = [await portal.account(), await portal.account()];
      const id = await organisation([[owner, 'owner']], { name: 'Partie ailleurs' });
      await addMember(id, member, 'member');
      await requestFor(id, owner, service, 'refused');
      const client = await portal.signIn({ operatorOf: structureId });
      const page = await client.get(`/operateur/organisations/${id}`);
      expect(page.status).toBe(200);
      expect(page.$('form[action$="/responsabilite"]')).toHaveLength(0);
      const own = `/operateur/organisations/${id}/membres/${await membershipOf(id, member)}/responsabilite`;
      expect((await act(client, own, { check: 'Vu' })).status).toBe(404);
      expect(await rolesIn(id)).toEqual({ [owner.id]: 'owner', [member.id]: 'member' });
      portal.clock.advance(91 * DAY);
      const later = await portal.signIn({ operatorOf: structureId });
      expect((await later.get(`/operateur/organisations/${id}`)).status).toBe(404);
      expect((await later.get('/operateur/organisations')).html).not.toContain('Partie ailleurs');
      portal.clock.advance(-91 * DAY);
    });

    it('do not take it over: neither by their own request to join, nor as a member', async () => {
      const { structureId, service } = await serviceOf('Association gourmande');
      const [owner, operator] = [await portal.account(), await portal.account({ operatorOf: structureId })];
      const id = await organisation([[owner, 'owner']], { name: 'Convoitée', rna: 'W294000998' });
      await requestFor(id, owner, service);
      const client = await portal.signIn(operator);
      await client.submit(await client.get('/organisations/adhesion'), 'form[action$="/organisations/adhesion"]', {
        number: 'W294000998',
        message: 'Moi',
      });
      const page = await client.get(`/operateur/organisations/${id}`);
      const accept = page.$('form[action$="/accord"]').attr('action')!;
      expect((await act(client, accept, { role: 'owner' })).status).toBe(403);
      expect(await rolesIn(id)).toEqual({ [owner.id]: 'owner' });
      await addMember(id, operator, 'member');
      const own = `/operateur/organisations/${id}/membres/${await membershipOf(id, operator)}/responsabilite`;
      expect((await act(client, own, { check: 'Vu' })).status).toBe(403);
      expect(await rolesIn(id)).toEqual({ [owner.id]: 'owner', [operator.id]: 'member' });
    });
  });

  async function serviceOf(structureName: string): Promise<{ structureId: string; service: string }> {
    const structure = await portal.structure(structureName);
    const [softwareId, service] = [portal.newId(), portal.newId()];
    await portal.database.query(
      `INSERT INTO software (id, name, licence, website, source_url) VALUES ($1, $2, 'MIT', '', '')`,
      [softwareId, `Logiciel ${softwareId}`],
    );
    await portal.database.query(
      `INSERT INTO service (id, slug, structure_id, software_id, name, summary, address, access_mode, connector_id,
         created_at, updated_at)
       VALUES ($1::uuid, $1::text, $2, $3, 'Blocs-notes', 'Écrire', 'https://example.org/', 'on-request', 'dummy', $4, $4)`,
      [service, structure.id, softwareId, portal.clock.now()],
    );
    return { structureId: structure.id, service };
  }

  async function requestFor(
    organisationId: string,
    account: Account,
    service: string,
    status = 'submitted',
  ): Promise<void> {
    await portal.database.query(
      `INSERT INTO service_request (id, service_id, account_id, organisation_id, status, version, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, 1, $6, $6)`,
      [portal.newId(), service, account.id, organisationId, status, portal.clock.now()],
    );
  }
});
