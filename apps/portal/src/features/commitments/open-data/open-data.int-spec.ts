import { MINUTE } from '@ronron/kernel';
import { parse } from 'csv-parse/sync';
import type { FieldValues, Page, PageClient } from '@ronron/testing';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportArchive, importArchive } from '../../../commands/archive.js';
import type { CommandContext } from '../../../commands/command.js';
import { readPortalSettings } from '../../../platform/config/portal-settings.js';
import { ApiOperations } from '../../../platform/api/api-operations.js';
import { forgetAll, roundTrip } from '../../../testing/archive-round-trip.js';
import { PublicChanges } from '../../../platform/server/public-changes.js';
import { startTestPortal, TestPortal } from '../../../testing/portal-harness.js';
import type { Commune } from '../../territories/commune.entity.js';
import { seedDemoCommitments } from '../demo/seed-demo-commitments.js';
import { Commitment } from '../promises/commitment.entity.js';
import { DeadlineSlip } from '../promises/deadline-slip.entity.js';
import { CommitmentUpdate } from '../updates/commitment-update.entity.js';

describe('open data of the commitments', () => {
  let portal: TestPortal;
  let quimper: Commune;
  let editor: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    quimper = await portal.commune();
    const account = await portal.account({ editorOf: quimper.id });
    editor = await portal.signIn(account);
    const trip = await roundTrip(portal, 25, 42);
    expect(trip.records).toBeGreaterThan(200);
    expect(trip).toMatchObject({ lost: [], sameJson: true, sameCsv: true });
    await forgetAll(portal);
    await portal.database.query(`DELETE FROM measure WHERE key LIKE 'generated-%'`);
    await portal.database.transaction((manager) =>
      seedDemoCommitments(manager, { quimper }, { editor: account }, portal.clock, () => portal.newId()),
    );
  }, 120_000);
  afterAll(() => portal.stop());

  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(portal.origin + path, { headers });
  const json = async (path: string): Promise<Record<string, unknown>> =>
    (await (await get(path)).json()) as Record<string, unknown>;

  it.each(['/engagements', '/engagements/quimper'])('is there as a table, JSON-LD and Atom under %s', async (path) => {
    const csv = await get(`${path}.csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('access-control-allow-origin')).toBe('*');
    const rows = parse(await csv.text(), { bom: true, columns: true }) as Record<string, string>[];
    expect(rows.length).toBe(6);
    expect(rows.filter(({ en_retard }) => en_retard === 'oui').length).toBeGreaterThan(0);
    const data = await json(`${path}.json`);
    expect(data).toMatchObject({ '@type': 'Dataset', numberOfItems: 6 });
    const listed = (data['hasPart'] as { identifier: string }[]).map(({ identifier }) => identifier);
    expect(listed.sort()).toEqual(rows.map(({ id }) => id!).sort());
    const atom = await get(`${path}.atom`);
    expect(atom.headers.get('content-type')).toContain('application/atom+xml');
    const text = await atom.text();
    expect(text.match(/<entry>/g)!.length).toBeGreaterThan(6);
    expect(text).not.toContain('Brouillon');
  });

  it('is described as it answers, whole lists by pages that lead to the next, and 304 to who has it', async () => {
    const commitments = await portal.database.getRepository(Commitment).find();
    const { id } = commitments.find(({ status }) => status === 'started' || status === 'announced')!;
    const form = await editor.get(`/editeur/engagements/${id}/statut`);
    await editor.submit(form, 'form[action$="/statut"]', { status: 'under-way' });
    // What was only just written may have an older one beside it that is not there yet.
    expect((await json(`/api/v1/mouvements?engagement=${id}`))['items']).toEqual([]);
    const indicator = (await portal.database.query<[{ id: string }]>('SELECT id FROM indicator LIMIT 1'))[0].id;
    const update = await portal.database.getRepository(CommitmentUpdate).findOneByOrFail({ state: 'published' });
    const ids: Record<string, string> = { engagements: id, nouvelles: update.id, indicateurs: indicator };
    const open = portal.app.get(ApiOperations).operations.filter(({ scope }) => scope === null);
    expect(open.length).toBeGreaterThan(7);
    for (const { path, answer } of open) {
      const response = await get(path.replace('{id}', ids[path.split('/')[3]!]!));
      expect([path, response.status, response.headers.get('access-control-allow-origin')]).toEqual([path, 200, '*']);
      expect(response.headers.get('link')).toContain('licence-ouverte');
      const { error } = answer.schema.safeParse(await response.json());
      expect([path, error?.message]).toEqual([path, undefined]);
    }
    const walked: string[] = [];
    for (let next: string | null = '/api/v1/engagements?limite=4&commune=quimper'; next !== null;) {
      const page = (await json(next)) as unknown as { items: { identifier: string }[]; next: string | null };
      expect(page.items.length).toBeLessThanOrEqual(4);
      walked.push(...page.items.map(({ identifier }) => identifier));
      next = page.next === null ? null : page.next.slice(new URL(page.next).origin.length);
    }
    expect(walked.sort()).toEqual(commitments.map((one) => one.id).sort());
    portal.clock.advance(MINUTE);
    const moved = await json(`/api/v1/mouvements?engagement=${id}`);
    portal.clock.advance(-MINUTE);
    expect((moved['items'] as { to: string }[]).map(({ to }) => to)).toEqual(['under-way']);
    const described = open.find((operation) => operation.id === 'listMoves')!.answer.schema;
    expect(described.safeParse(moved).error?.message).toBeUndefined();
    const first = await get('/api/v1/nouvelles?limite=1');
    expect(new Date(first.headers.get('last-modified')!).getTime()).toBeGreaterThan(0);
    const again = await get('/api/v1/nouvelles?limite=1', { 'if-none-match': first.headers.get('etag')! });
    expect([again.status, await again.text()]).toEqual([304, '']);
    for (const wrong of ['limite=0', 'limite=101', 'apres=x', 'statut=x', 'inconnu=1', 'commune=..%2F'])
      expect([wrong, (await get(`/api/v1/engagements?${wrong}`)).status]).toEqual([wrong, 400]);
    const draft = await portal.database.getRepository(CommitmentUpdate).findOneBy({ state: 'draft' });
    if (draft !== null) expect((await get(`/api/v1/nouvelles/${draft.id}`)).status).toBe(404);
  });

  it('lists updates in the order in which they became public here: drafts and imports are missed by nobody', async () => {
    const listed = async (query = ''): Promise<string[]> =>
      ((await json(`/api/v1/nouvelles?limite=100${query}`)) as unknown as { items: { id: string }[] }).items.map(
        ({ id }) => id,
      );
    const before = await listed();
    const last = before.at(-1)!;
    const commitment = await portal.database.getRepository(Commitment).findOneByOrFail({ measure: { key: 'schools' } });
    const now = portal.clock.now();
    const said = { commitmentId: commitment.id, happenedOn: '2039-01-01', body: 'Dit.', authorName: 'Erwan' };
    // Begun long ago, published today.
    const drafted = '00000000-0000-7000-8000-000000000001';
    await portal.database.getRepository(CommitmentUpdate).insert({
      ...{ ...said, id: drafted, title: 'Écrite il y a longtemps', state: 'published', publishedAt: now },
      ...{ createdAt: now, updatedAt: now },
    });
    portal.clock.advance(MINUTE);
    expect(await listed(`&apres=${last}`)).toEqual([drafted]);
    // Published elsewhere long ago, here today.
    const imported = portal.clock.now();
    await portal.database.query(
      `INSERT INTO commitment_revision (id, commitment_id, at, kind, actor_name) VALUES ($1, $2, $3, 'commitment.imported', 'Erwan')`,
      [portal.newId(), commitment.id, imported],
    );
    portal.clock.advance(MINUTE);
    const theirs = await portal.database
      .getRepository(CommitmentUpdate)
      .countBy({ commitmentId: commitment.id, state: 'published' });
    expect((await listed()).slice(-theirs)).toContain(drafted);
    const walked: string[] = [];
    for (let next: string | null = '/api/v1/nouvelles?limite=2'; next !== null;) {
      const page = (await json(next)) as unknown as { items: { id: string }[]; next: string | null };
      walked.push(...page.items.map(({ id }) => id));
      next = page.next === null ? null : page.next.slice(new URL(page.next).origin.length);
    }
    expect(walked).toEqual(await listed());
    expect([...walked].sort()).toEqual([...before, drafted].sort());
    await portal.database.query(`DELETE FROM commitment_revision WHERE kind = 'commitment.imported' AND at = $1`, [
      imported,
    ]);
    await portal.database.getRepository(CommitmentUpdate).delete({ id: drafted });
    portal.clock.advance(-2 * MINUTE);
  });

  it('names an update, a change of status and a slip of a commitment in its own feed, and nothing else', async () => {
    const slip = await portal.database
      .getRepository(DeadlineSlip)
      .findOneOrFail({ where: {}, relations: { commitment: { measure: true } } });
    const key = slip.commitment!.measure!.key;
    const text = await (await get(`/engagements/quimper/${key}.atom`)).text();
    expect(text).toContain(`urn:uuid:${slip.id}`);
    expect(text).toContain('Échéance repoussée');
    const foreign = await portal.database
      .getRepository(CommitmentUpdate)
      .createQueryBuilder('update')
      .where(`update.commitment_id <> :id AND update.state = 'published'`, { id: slip.commitmentId })
      .getOneOrFail();
    expect(text).not.toContain(foreign.id);
    expect((await get('/engagements/quimper/nothing.atom')).status).toBe(404);
    expect((await get('/engagements/nowhere.csv')).status).toBe(404);
  });

  it('gives everything an address with its identifier, and leads from one to the next', async () => {
    const { communes } = (await json('/api/v1/communes')) as { communes: { url: string }[] };
    const path = (url: string): string => new URL(url).pathname;
    const list = await json(path(communes[0]!.url));
    const first = (list['hasPart'] as { '@id': string; measure: string }[]).find(
      ({ measure }) => measure === 'local-hosting',
    )!;
    const one = (await json(path(first['@id']))) as { indicators: { url: string }[]; spendings: { leaves: string }[] };
    expect(one.spendings.map(({ leaves }) => leaves)).toContain('common');
    const indicator = await json(path(one.indicators[0]!.url));
    expect((indicator['values'] as unknown[]).length).toBeGreaterThan(1);
    for (const unknown of ['engagements', 'indicateurs']) {
      expect((await get(`/api/v1/${unknown}/${portal.newId()}`)).status).toBe(404);
      expect((await get(`/api/v1/${unknown}/nothing`)).status).toBe(404);
    }
  });

  it('describes itself for data.gouv.fr, with addresses that answer', async () => {
    const catalogue = (await json('/api/v1/catalogue.jsonld')) as {
      'dcat:dataset': { 'dcat:distribution': { 'dcat:downloadURL': { '@id': string }; 'dct:license': object }[] }[];
    };
    const files = catalogue['dcat:dataset'].flatMap((one) => one['dcat:distribution']);
    // Of all communes, of the one with its archive, the cahier, the gatherings.
    expect(files.length).toBe(3 + 5 + 3 + 1);
    for (const file of files) {
      expect(file['dct:license']).toEqual({ '@id': 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/' });
      expect((await get(new URL(file['dcat:downloadURL']['@id']).pathname)).status).toBe(200);
    }
  });

  it('holds nothing of what is not published, and no formula that a spreadsheet would run', async () => {
    const commitment = await portal.database.getRepository(Commitment).findOneByOrFail({ measure: { key: 'schools' } });
    const update = await portal.database.getRepository(CommitmentUpdate).findOneByOrFail({ state: 'draft' });
    await portal.database
      .getRepository(Commitment)
      .update({ id: commitment.id }, { publishedAt: null, words: 'Secret encore', accountableName: 'X' });
    const other = await portal.database
      .getRepository(Commitment)
      .findOneByOrFail({ measure: { key: 'training-first' } });
    await portal.database
      .getRepository(Commitment)
      .update({ id: other.id }, { words: '=HYPERLINK("https://evil.example")' });
    // Written past the portal: nobody waited for the notice.
    await portal.app.get(PublicChanges).untilAllHeard(-1);
    const paths = [
      '/engagements.csv',
      '/engagements.json',
      '/engagements.atom',
      '/api/v1/communes/quimper/archive.csv',
      '/api/v1/communes/quimper/archive.json',
      `/api/v1/engagements/${update.commitmentId}`,
    ];
    for (const path of paths) {
      const text = await (await get(path)).text();
      expect(text).not.toContain('Secret encore');
      expect(text).not.toContain(update.title);
      if (path.endsWith('.csv')) expect(text).toContain(`"'=HYPERLINK`);
    }
    expect((await get(`/api/v1/engagements/${commitment.id}`)).status).toBe(404);
    await portal.database.getRepository(Commitment).update({ id: commitment.id }, { publishedAt: portal.clock.now() });
  });

  describe('on two replicas', () => {
    let other: TestPortal;
    const commitment = `/engagements/quimper/schools`;
    const paths = ['/engagements/quimper', commitment, '/engagements/quimper.csv', '/engagements/quimper.atom'];
    const read = (from: TestPortal, path: string): Promise<string> =>
      fetch(from.origin + path).then((answer) => answer.text());
    const idOf = async (key: string): Promise<string> =>
      (await portal.database.getRepository(Commitment).findOneByOrFail({ measure: { key } })).id;

    beforeAll(async () => {
      other = await TestPortal.start(portal);
    });
    afterAll(() => other.stop());

    /** Sends the form of a page of the editor's, which leads on to the next page. */
    const edit = async (path: string, values: FieldValues, form = 'main form'): Promise<Page> => {
      const after = await editor.submit(await editor.get(path), form, values);
      if (after.status !== 200) throw new Error(`${path}: ${after.$('main').text()}`);
      return after;
    };

    it.each<[string, (words: string) => Promise<unknown>, readonly string[]]>([
      [
        'status',
        async (reason) => edit(`/editeur/engagements/${await idOf('schools')}/statut`, { status: 'late', reason }),
        paths,
      ],
      [
        'deadline',
        async (reason) =>
          edit(`/editeur/engagements/${await idOf('schools')}/echeance`, { deadline: '2045-01-31', reason }),
        [commitment, '/engagements/quimper/schools.atom'],
      ],
      [
        'update',
        async (title) => {
          const values = { title, body: 'Un pas de plus.', happenedOn: '2040-03-01' };
          const draft = await edit(
            `/editeur/engagements/${await idOf('schools')}/nouvelles/nouvelle`,
            values,
            'form[action$="/nouvelles"]',
          );
          await editor.submit(draft, 'form[action$="/publication"]');
        },
        [...paths.filter((path) => !path.endsWith('.csv')), '/'],
      ],
      [
        'milestone',
        async (title) => {
          const id = await idOf('schools');
          const action = await edit(`/editeur/engagements/${id}/actions/nouvelle`, { title: 'Un atelier' });
          const [href] = action.$('a[href*="/editeur/actions/"]').toArray();
          const own = href === undefined ? action.path : action.$(href).attr('href')!;
          await edit(own, { title, dueOn: '2040-04-01' }, 'form[action$="/etapes"]');
        },
        [commitment],
      ],
      [
        'value',
        async (note) => {
          const said = { name: 'Postes', unit: 'postes', source: 'Inventaire' };
          const made = await edit(
            `/editeur/engagements/${await idOf('schools')}/indicateurs/nouveau`,
            said,
            'form[action$="/indicateurs"]',
          );
          await editor.submit(made, 'form[action$="/valeurs"]', { day: '2040-03-01', value: '12', note });
        },
        [commitment],
      ],
      [
        'spending',
        async (note) => {
          const values = { year: '2039', nature: 'training', amount: '1200', note };
          await edit(`/editeur/engagements/${await idOf('schools')}/depenses/nouvelle`, values);
        },
        [commitment, '/engagements/quimper/schools/depenses.csv'],
      ],
      [
        'gathering',
        async (title) => {
          const made = await edit(
            '/gestion/rendez-vous/nouveau',
            {
              title,
              words: 'Venez.',
              freeSoftware: 'PrimTux',
              startsAt: '2040-05-05T14:00',
              endsAt: '2040-05-05T18:00',
              roomPlaces: '20',
              placeName: 'École',
            },
            'form[action$="/gestion/rendez-vous"]',
          );
          await editor.submit(made, 'form[action$="/publication"]');
        },
        ['/rendez-vous', '/rendez-vous.ics'],
      ],
    ])('shows an edited %s to the next visitor, whichever replica answers', async (kind, change, shownOn) => {
      const words = `Modification ${kind}`;
      for (const path of shownOn) for (const from of [portal, other]) await read(from, path);
      await change(words);
      for (const path of shownOn) {
        for (const from of [other, portal])
          expect([path, (await read(from, path)).includes(words)]).toEqual([path, true]);
      }
    });

    it('tells an editor that it is done only when the slowest replica shows it too', async () => {
      const { stream } = (other.app.get(PublicChanges) as unknown as { client: { connection: { stream: Socket } } })
        .client.connection;
      await read(other, commitment);
      const form = await editor.get(`/editeur/engagements/${await idOf('schools')}/statut`);
      stream.pause();
      let told = false;
      const done = editor
        .submit(form, 'main form', { status: 'late', reason: 'Le fournisseur tarde.' })
        .then(() => (told = true));
      while (!(await read(portal, commitment)).includes('Le fournisseur tarde.'));
      expect([told, (await read(other, commitment)).includes('Le fournisseur tarde.')]).toEqual([false, false]);
      stream.resume();
      await done;
      expect(await read(other, commitment)).toContain('Le fournisseur tarde.');
    });

    it('does not keep an editor waiting for a replica that hangs', async () => {
      const { stream } = (other.app.get(PublicChanges) as unknown as { client: { connection: { stream: Socket } } })
        .client.connection;
      stream.pause();
      const form = await editor.get(`/editeur/engagements/${await idOf('schools')}/statut`);
      const after = await editor.submit(form, 'main form', { status: 'late', reason: 'Toujours.' });
      expect(after.status).toBe(200);
      stream.resume();
    });
  });

  it('is taken up by another commune’s portal through the pages, looked through first, never written over', async () => {
    const archive = await (await editor.get('/editeur/communes/quimper/archive.json')).html;
    const other = await startTestPortal();
    try {
      const there = await other.signIn({ editorOf: (await other.commune()).id });
      const page = await there.get('/editeur/communes/quimper/archive');
      const file = (text: string): { file: File } => ({ file: new File([text], 'archive.json') });
      const wrong = await there.submit(
        page,
        'form[enctype]',
        file(archive.replace(/"level":\d/, '"level":9')),
        'button[value=check]',
      );
      expect(wrong.status).toBe(422);
      expect(wrong.$('.notice--danger tbody tr').first().text()).toContain('level');
      const looked = await there.submit(page, 'form[enctype]', file(archive), 'button[value=check]');
      expect(looked.$('.notice--info').text()).toContain('6 engagements');
      expect(await other.database.getRepository(Commitment).count()).toBe(0);
      await there.submit(page, 'form[enctype]', file(archive), 'button[value=write]');
      expect((await there.get('/editeur/communes/quimper/archive.json')).html).toBe(archive);
      await forgetAll(other);
      await other.database.query('INSERT INTO commitment_rules (commune_id, needs_agreement) VALUES ($1, true)', [
        (await other.commune()).id,
      ]);
      const asked = await there.submit(page, 'form[enctype]', file(archive), 'button[value=write]');
      expect(asked.$('.notice--danger tbody tr').first().text()).toContain('publishedAt');
      expect(await other.database.getRepository(Commitment).count()).toBe(0);
      await other.database.query('DELETE FROM commitment_rules');
      await there.submit(page, 'form[enctype]', file(archive), 'button[value=write]');
      const again = await there.submit(page, 'form[enctype]', file(archive), 'button[value=check]');
      expect(again.$('.notice--info').text()).toContain('6 engagements déjà présents');
      const shown = await other.visitor().get('/engagements/quimper/training-first');
      expect(shown.$('.timeline').text()).toContain('Importé d’une archive');
    } finally {
      await other.stop();
    }
  });

  it('leaves and comes back whole by the host’s commands, whatever its size', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ronron-archive-'));
    const said: string[] = [];
    const host = (...args: string[]): CommandContext => ({
      args,
      print: (line) => said.push(line),
      settings: () => readPortalSettings({ ...portal.environment, PUBLIC_URL: 'http://localhost:8080' }),
    });
    // Each command starts the portal: a few of them say enough.
    const file = join(folder, 'archive.csv');
    await exportArchive.run(host('quimper', file));
    expect(await readFile(file, 'utf8')).toBe((await editor.get('/editeur/communes/quimper/archive.csv')).html);
    await importArchive.run(host('quimper', file));
    expect(said.at(-1)).toContain('(0 records) can be brought in; there already: 6 commitments');
    await forgetAll(portal);
    await importArchive.run(host('quimper', file, '--write'));
    expect((await editor.get('/editeur/communes/quimper/archive.csv')).html).toBe(await readFile(file, 'utf8'));
    await rm(folder, { recursive: true });
  }, 90_000);

  it('is not brought into a commune by who does not keep it', async () => {
    const stranger = await portal.signIn({ editorOf: (await portal.commune('Brest', '29019')).id });
    expect((await stranger.get('/editeur/communes/quimper/archive')).status).toBe(404);
    expect((await stranger.get('/editeur/communes/quimper/archive.json')).status).toBe(404);
  });
});
