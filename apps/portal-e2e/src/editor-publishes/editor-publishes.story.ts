import { setStage, type Stage } from '../stage.js';

const TITLE = 'Deux écoles passent à PrimTux';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

const CHARTER = {
  key: 'charte-de-quimper',
  name: { fr: 'Charte de quartier' },
  summary: { fr: 'Écrite avec les conseils de quartier.' },
  year: 2026,
  measures: [
    { key: 'ateliers', title: { fr: 'Ouvrir un atelier par quartier' }, summary: { fr: 'Une fois par mois.' } },
    { key: 'depots', title: { fr: 'Publier les codes payés par la ville' }, summary: { fr: 'Sous licence libre.' } },
  ],
};

describe('an editor publishes an update with its evidence', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage('editor');
  }, 120_000);
  afterAll(() => stage.strike(), 60_000);

  it('and the public sees it at once', async () => {
    const visitor = await stage.visitor({ viewport: { width: 360, height: 740 } });
    await visitor.goto('/engagements/quimper/training-first');
    await stage.look(visitor);
    expect(await visitor.locator('main').innerText()).not.toContain(TITLE);

    const editor = await stage.signedIn('editeur@demo.example');
    await editor.goto('/editeur');
    await stage.look(editor);
    await editor
      .locator('main a[href*="/editeur/engagements/"]', { hasText: /Former en priorité/ })
      .first()
      .click();
    await stage.look(editor);
    await editor
      .locator('main a[href*="/nouvelles/"]')
      .filter({ hasText: /nouvelle/i })
      .first()
      .click();
    await editor.fill('[name=happenedOn]', '2026-11-20');
    await editor.fill('[name=title]', TITLE);
    await editor.fill('[name=body]', 'Les postes de deux écoles démarrent sous PrimTux depuis lundi.');
    await editor.locator('main form button').first().click();
    await editor.locator('[name=caption]').first().waitFor();
    await stage.look(editor);

    await editor.fill('[name=caption]', 'Compte rendu de l’installation');
    await editor.fill('[name=datedOn]', '2026-11-20');
    await editor.setInputFiles('[name=file]', {
      name: 'script.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('<script>alert(1)</script>'),
    });
    await editor.locator('form[action$="/pieces"] button').click();
    // What the file holds counts, not what it is called.
    expect(await editor.locator('[name=file]').getAttribute('aria-invalid')).toBe('true');
    expect(await editor.inputValue('[name=caption]')).toBe('Compte rendu de l’installation');
    await editor.setInputFiles('[name=file]', { name: 'compte-rendu.pdf', mimeType: 'application/pdf', buffer: PDF });
    await editor.locator('form[action$="/pieces"] button').click();
    await editor.locator('.notice--success').first().waitFor();

    await editor.locator('a[href$="/apercu"]').first().click();
    await stage.look(editor);
    await editor.goBack();
    await editor.locator('form[action$="/publication"] button').click();
    await editor.locator('.notice--success').first().waitFor();

    await visitor.reload();
    await visitor.getByText(TITLE).first().waitFor();
    await stage.look(visitor);
    const evidence = visitor.getByRole('link', { name: /Compte rendu de l’installation/ }).first();
    const answer = await visitor.request.get((await evidence.getAttribute('href'))!);
    expect(answer.headers()['content-disposition']).toContain('attachment');
    expect(answer.headers()['x-content-type-options']).toBe('nosniff');
  }, 120_000);

  it('loads the Pacte, commits to four measures, brings three years of spending, and prints the report', async () => {
    const administrator = await stage.signedIn('admin@demo.example');
    await administrator.goto('/admin/referentiels');
    await stage.look(administrator);
    await administrator.getByRole('button', { name: /Charger ce référentiel/ }).click();
    await administrator.getByRole('heading', { level: 1, name: 'Pacte du Logiciel Libre 2026' }).waitFor();
    await administrator.getByText('Il manque 1 mesure').first().waitFor();
    await stage.look(administrator);
    await administrator.goto('/admin/referentiels');
    await administrator.setInputFiles('[name=file]', {
      name: 'charte.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(CHARTER)),
    });
    await administrator.getByRole('button', { name: 'Charger le fichier' }).click();
    await administrator.getByRole('heading', { level: 1, name: CHARTER.name.fr }).waitFor();

    const editor = await stage.signedIn('editeur@demo.example');
    const measures = [
      'Donner la priorité aux logiciels libres et aux formats ouverts',
      'Une informatique qui émancipe',
      ...CHARTER.measures.map(({ title }) => title.fr),
    ];
    for (const measure of measures) {
      await editor.goto('/editeur/engagements/nouveau?commune=quimper');
      await editor.getByLabel(measure).check();
      await editor.getByLabel(/^Niveau 2/).check();
      await editor.fill('[name=words]', 'Nous le ferons, et nous dirons où nous en sommes.');
      await editor.fill('[name=accountableName]', 'Adjointe au numérique');
      await editor.fill('[name=voteReference]', '2026-11-042');
      await editor.getByRole('button', { name: 'Créer l’engagement' }).click();
      await editor.getByRole('button', { name: 'Publier l’engagement' }).click();
      await editor.locator('.notice--success').first().waitFor();
    }

    await editor.getByRole('link', { name: 'Importer un tableau' }).click();
    await stage.look(editor);
    const table = (second: string): { name: string; mimeType: string; buffer: Buffer } => ({
      name: 'comptes.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        `annee;nature;budget;montant;partage_avec\n2024;formation;fonctionnement;4500;\n${second}\n2026;hebergement;fonctionnement;3000;Brest : 25 %`,
      ),
    });
    await editor.setInputFiles('[name=file]', table('2025;développement;investissement;douze mille;'));
    await editor.getByRole('button', { name: 'Vérifier' }).click();
    const problem = editor.getByRole('row', { name: /^3 montant/ });
    await problem.waitFor();
    await stage.look(editor);
    await editor.setInputFiles('[name=file]', table('2025;développement;investissement;12 000;'));
    await editor.getByRole('button', { name: 'Vérifier' }).click();
    await editor.getByText('3 lignes prêtes à être enregistrées').waitFor();
    await editor.getByRole('button', { name: 'Enregistrer ces lignes' }).click();
    await editor.locator('.notice--success').first().waitFor();

    const visitor = await stage.visitor({ viewport: { width: 360, height: 740 } });
    await visitor.goto('/engagements/quimper');
    await stage.look(visitor);
    for (const measure of measures) await visitor.getByRole('link', { name: measure }).first().waitFor();
    const report = visitor.getByRole('link', { name: 'Rapport pour le conseil (PDF)' });
    const answer = await visitor.request.get((await report.getAttribute('href'))!);
    expect(answer.headers()['content-type']).toBe('application/pdf');
    expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');
    // On paper too: what is folded on the screen is open, what leads elsewhere is gone.
    await visitor.goto('/engagements/quimper/local-hosting');
    await visitor.emulateMedia({ media: 'print' });
    expect(await visitor.getByRole('link', { name: 'Se connecter' }).isVisible()).toBe(false);
  }, 180_000);

  it('answers a question that residents ask, and everybody reads the answer with its delay', async () => {
    const question = 'Les cours de cuisine de la Maison pour tous garderont-ils leur imprimante ?';
    const telephone = { viewport: { width: 360, height: 740 } };
    const visitor = await stage.visitor(telephone);
    await visitor.goto('/engagements/quimper/free-software-in-services');
    await visitor.getByRole('link', { name: 'Poser une question' }).click();
    expect(visitor.url()).toContain('/connexion');

    const resident = await stage.signedIn('resident@demo.example', telephone);
    await resident.goto('/engagements/quimper/free-software-in-services');
    await resident.getByRole('link', { name: 'Poser une question' }).click();
    await stage.look(resident);
    await resident.fill('[name=body]', question);
    await resident.getByLabel('Une habitante (Quimper)').check();
    await resident.getByRole('button', { name: 'Envoyer ma question' }).click();
    await resident.getByText('Attend d’être relue').waitFor();
    await stage.look(resident);

    const editor = await stage.signedIn('editeur@demo.example');
    await editor.goto('/editeur');
    await editor.getByRole('link', { name: /questions? à relire/ }).click();
    await stage.look(editor);
    await editor.getByRole('link', { name: question }).click();
    await stage.look(editor);
    await editor.getByRole('button', { name: 'Publier la question' }).click();
    await editor.locator('.notice--success').first().waitFor();

    const neighbour = await stage.signedIn('voisin1@demo.example', telephone);
    await neighbour.goto('/engagements/quimper/free-software-in-services');
    await neighbour.getByRole('button', { name: `Je me pose la même question ${question}` }).click();
    await neighbour.getByText('2 personnes se posent cette question').waitFor();
    await stage.look(neighbour);

    await editor.fill('[name=body]', 'Oui : elle est **déjà** reconnue par les postes libres.');
    await editor.getByRole('button', { name: 'Publier la réponse' }).click();
    await editor.locator('.notice--success').first().waitFor();
    await stage.look(editor);

    await visitor.goto('/engagements/quimper/free-software-in-services');
    await visitor.getByText('Répondue le jour même').first().waitFor();
    await visitor
      .getByText(/^Réponse (de|au nom de) /)
      .first()
      .waitFor();
    await stage.look(visitor);
    for (const email of ['resident@demo.example', 'voisin1@demo.example']) {
      const mail = await stage.mailTo(email, /Une réponse à la question que vous vous posez/);
      expect(mail).toContain(question);
    }
  }, 120_000);
});
