import { linkIn, setStage, type Stage } from '../stage.js';

describe('an operator refuses, says why, and names what can help instead', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage('refusal');
  }, 120_000);
  afterAll(() => stage.strike(), 60_000);

  it('and the resident reads it, in the portal and by mail', async () => {
    const operator = await stage.signedIn('operateur@demo.example');
    await operator.goto('/operateur');
    await stage.look(operator);
    await operator.goto('/operateur/demandes');
    await stage.look(operator);
    await operator
      .getByRole('link', { name: /Maïwenn Résidente/ })
      .first()
      .click();
    await stage.look(operator);
    // By its shortcut: the form unfolds, and the cursor stands where the reason goes.
    await operator.keyboard.press('r');
    await operator.locator('[name=reason]:focus').waitFor();
    await operator.locator('form[action$="/refus"] button').click();
    // No refusal without a reason.
    expect(await operator.locator('[name=reason]').getAttribute('aria-invalid')).toBe('true');
    await operator.fill(
      '[name=reason]',
      'Nous n’avons plus de place avant janvier. Les pads gardent vos textes dès aujourd’hui.',
    );
    const pads = operator.locator('[name=alternative] option', { hasText: 'Les pads de Linux Quimper' });
    await operator.selectOption('[name=alternative]', (await pads.getAttribute('value'))!);
    await operator.locator('form[action$="/refus"] button').click();
    await operator.locator('main').getByText('plus de place avant janvier').first().waitFor();

    const mail = await stage.mailTo('resident@demo.example', /./);
    expect(mail).toContain('plus de place avant janvier');
    const resident = await stage.signedIn('resident@demo.example', { viewport: { width: 360, height: 740 } });
    await resident.goto(linkIn(mail, /\/demandes\//));
    await stage.look(resident);
    expect(await resident.locator('main').innerText()).toContain('plus de place avant janvier');
    await resident
      .locator('main')
      .getByRole('link', { name: /Les pads de Linux Quimper/ })
      .first()
      .click();
    await resident.waitForURL('**/services/pads');
  }, 90_000);
});
