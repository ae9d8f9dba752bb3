import { setStage, type Stage } from '../stage.js';

const TITLE = 'Deux écoles passent à PrimTux';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

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
});
