import type { PageClient } from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { Commune } from './commune.entity.js';
import { StructureMember } from './structure-member.entity.js';
import { StructureMembers } from './structure-members.service.js';
import { Structure } from './structure.entity.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('communes and structures', () => {
  let portal: TestPortal;
  let administrator: PageClient;
  let quimper: Commune;

  beforeAll(async () => {
    portal = await startTestPortal();
    quimper = await portal.commune();
    administrator = await portal.signIn({ administrator: true });
  });
  afterAll(() => portal.stop());

  it('come from the official list, once', async () => {
    const page = await administrator.get('/admin/communes?q=Ergué-Gabéric');
    const added = await administrator.submit(page, 'form[action="/admin/communes"]:has([name=inseeCode])');
    expect(added.path).toMatch(/^\/admin\/communes\/[0-9a-f-]{36}$/);
    const token = administrator.csrf(added);
    const again = await administrator.post(
      '/admin/communes',
      new URLSearchParams({ _csrf: token, inseeCode: '29051' }),
    );
    expect(again.path).toBe(added.path);
    const unknown = await administrator.post(
      '/admin/communes',
      new URLSearchParams({ _csrf: token, inseeCode: "29'--" }),
    );
    expect(unknown.$('[role=alert]').text()).toContain('liste officielle');
  });

  it('wear a colour that can be read, and say so when it was adapted', async () => {
    const page = await administrator.get(`/admin/communes/${quimper.id}`);
    const after = await administrator.submit(page, 'form.form', { colour: '#ffee00' });
    expect(after.html).toContain('Couleur ajustée');
    const refused = await administrator.submit(page, 'form.form', { colour: 'red;}' });
    expect(refused.$('#field-colour-error').text()).not.toBe('');
  });

  it('take a logo for what it is, not for what it is called, and show it in a sandbox', async () => {
    const path = `/admin/communes/${quimper.id}`;
    const upload = async (content: Buffer | string, type: string): ReturnType<PageClient['get']> =>
      administrator.submit(await administrator.get(path), 'form.form', {
        colour: '',
        logo: new File([content as never], 'logo.png', { type }),
      } as never);
    for (const hostile of ['<svg onload="alert(1)"/>', '<!doctype html><script>alert(1)</script>', '%PDF-1.4']) {
      const page = await upload(hostile, 'image/png');
      expect([page.status, page.$('#field-logo-error').length]).toEqual([422, 1]);
    }
    expect((await upload(Buffer.concat([PNG, Buffer.alloc(600_000)]), 'image/png')).status).toBe(422);
    expect((await upload(PNG, 'text/html')).status).toBe(200);
    const { logoFileId } = await portal.database.getRepository(Commune).findOneByOrFail({ id: quimper.id });
    const file = await portal.visitor().get(`/fichiers/${logoFileId}`);
    expect(file.status).toBe(200);
    expect(file.headers.get('content-type')).toBe('image/png');
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(file.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('have one principal commune at any time', async () => {
    const other = await portal.commune('Brest', '29019');
    const page = await administrator.get(`/admin/communes/${other.id}`);
    await administrator.submit(page, 'form.form', { principal: 'yes' });
    const principal = await portal.database.getRepository(Commune).findBy({ principal: true });
    expect(principal.map(({ name }) => name)).toEqual(['Brest']);
  });

  it('hide a structure with its page when it is deactivated', async () => {
    const made = await administrator.submit(await administrator.get('/admin/structures/nouvelle'), 'form.form', {
      name: 'Le Fournil numérique',
      kind: 'cooperative',
      email: 'bonjour@fournil.example',
    });
    expect(made.path).toBe('/admin/structures');
    expect((await portal.visitor().get('/structures/le-fournil-numerique')).status).toBe(200);
    const { id } = await portal.database.getRepository(Structure).findOneByOrFail({ slug: 'le-fournil-numerique' });
    const page = await administrator.get(`/admin/structures/${id}`);
    const values = Object.fromEntries(
      page
        .$('form.form input:not([type=checkbox]):not([type=radio])')
        .map((_, i) => [[page.$(i).attr('name')!, page.$(i).attr('value') ?? '']])
        .get() as [string, string][],
    );
    await administrator.post(
      `/admin/structures/${id}`,
      new URLSearchParams({ ...values, kind: 'cooperative', communeId: '' }),
    );
    const gone = async (): Promise<number> => (await portal.visitor().get('/structures/le-fournil-numerique')).status;
    expect(await gone()).toBe(404);
  });

  describe('a structure’s members', () => {
    let structureId: string;
    let operator: PageClient;

    beforeAll(async () => {
      structureId = (await portal.structure()).id;
      operator = await portal.signIn({ operatorOf: structureId });
    });

    const emails = async (): Promise<string[]> =>
      (
        await portal.database.getRepository(StructureMember).find({ where: { structureId }, order: { email: 'ASC' } })
      ).map((member) => member.email);
    const base = (): string => `/operateur/structures/${structureId}/adherents`;

    it('are added by hand, in lower case, once', async () => {
      for (let twice = 0; twice < 2; twice++) {
        await operator.submit(await operator.get(base()), 'form[action$="/adherents"]', {
          email: 'Anne@Example.org',
          name: 'Anne',
        });
      }
      expect(await emails()).toEqual(['anne@example.org']);
      const members = portal.app.get(StructureMembers, { strict: false });
      expect(await members.includes(structureId, ' ANNE@example.org')).toBe(true);
      expect(await members.includes(portal.newId(), 'anne@example.org')).toBe(false);
    });

    it('are read from a spreadsheet; rows that cannot be taken are named', async () => {
      const csv = 'Nom;Courriel\nYann;yann@example.org\nPersonne;\nZoé;zoe@example.org\n';
      const page = await operator.submit(await operator.get(base()), 'form[action$="/liste"]', {
        list: '',
        file: new File([csv], 'adherents.csv', { type: 'application/octet-stream' }),
      } as never);
      expect(page.status).toBe(422);
      expect(page.$('main').text()).toContain('Ligne 3');
      expect(await emails()).toEqual(['anne@example.org', 'yann@example.org', 'zoe@example.org']);
    });

    it('are removed', async () => {
      const page = await operator.get(base());
      await operator.submit(page, 'tr:contains("yann@example.org") form');
      expect(await emails()).toEqual(['anne@example.org', 'zoe@example.org']);
    });

    it('are nobody else’s business', async () => {
      const other = (await portal.structure('Cornouaille Libre')).id;
      const stranger = await portal.signIn({ operatorOf: other });
      const token = stranger.csrf(await stranger.get(`/operateur/structures/${other}/adherents`));
      const [member] = await portal.database.getRepository(StructureMember).findBy({ structureId });
      expect((await stranger.get(base())).status).toBe(404);
      for (const path of ['', '/liste', `/${member!.id}/retrait`]) {
        const body = new URLSearchParams({ _csrf: token, email: 'evil@example.org', list: 'evil@example.org' });
        expect((await stranger.post(base() + path, body)).status).toBe(404);
      }
      const crossed = await stranger.post(
        `/operateur/structures/${other}/adherents/${member!.id}/retrait`,
        new URLSearchParams({ _csrf: token }),
      );
      expect(crossed.status).toBe(200);
      expect(await emails()).toEqual(['anne@example.org', 'zoe@example.org']);
    });
  });
});
