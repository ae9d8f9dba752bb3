import { orderForAll, reloadUntil, setToolStage, until, type ToolStage } from '../connect-tool.js';

/** More than are changed at a time, so that a pause finds some that are still to do. */
const PEOPLE = 44;
const AT_A_TIME = 40;

describe('an operator suspends everybody of a service, pauses, goes on, and reads what came of it', () => {
  let set: ToolStage;

  beforeAll(async () => {
    set = await setToolStage('bulk', PEOPLE);
  }, 180_000);
  afterAll(() => set.strike(), 60_000);

  it('on a large screen', async () => {
    const { stage, proxy, connected } = set;
    const { operator, base, subscriptions } = connected;
    await operator.goto(`${base}/operations`);
    await stage.look(operator);
    const answer = proxy.hold();
    await orderForAll(operator, base, 'suspend', 'active');
    await reloadUntil(operator, /En cours\s+40/);
    await operator.getByRole('button', { name: 'Mettre en pause' }).click();
    await operator.locator('.notice--success').first().waitFor();
    answer();
    await reloadUntil(operator, /À faire\s+4\s+Fait\s+40/);
    expect(suspended()).toBe(AT_A_TIME);
    await stage.look(operator);
    await operator.getByRole('button', { name: 'Reprendre' }).click();
    await until('everybody is suspended', () => suspended() === subscriptions.length);
    await reloadUntil(operator, /Terminée/);
    expect(await operator.locator('progress').getAttribute('value')).toBe(String(PEOPLE));
    await stage.look(operator);
  }, 120_000);

  it('and would open two again from a phone without JavaScript, which the tool refuses', async () => {
    const { stage, tool, connected } = set;
    const options = { viewport: { width: 360, height: 740 } };
    const phone = await stage.signedIn('operateur@demo.example', { ...options, javaScriptEnabled: false });
    await phone.goto(`${connected.base}/operations`);
    await phone.getByRole('button', { name: 'Commencer' }).click();
    expect(await phone.locator('main').innerText()).toContain('Choisissez ce qu’il faut faire.');
    await phone.check('[name=kind][value=resume]');
    await phone.check('[name=who][value=chosen]');
    for (const index of [0, 1]) await phone.check(`[name=subscriptions][value="${connected.subscriptions[index]}"]`);
    tool.say({ outcome: 'failed', reason: 'quota', detail: 'Plus de place.' });
    await phone.getByRole('button', { name: 'Commencer' }).click();
    await phone.waitForURL(/\/operations\/[0-9a-f-]+$/);
    await reloadUntil(phone, /Terminée/);
    tool.say(null);
    const outcome = await phone.locator('main').innerText();
    expect(outcome).toMatch(/Échoué\s+2/);
    // The same page looks well on a phone.
    const looking = await stage.signedIn('operateur@demo.example', options);
    await looking.goto(new URL(phone.url()).pathname);
    await stage.look(looking);
    await looking.goto(`${connected.base}/operations`);
    await stage.look(looking);
  }, 90_000);

  const suspended = (): number => [...set.tool.kept.values()].filter(({ state }) => state === 'suspended').length;
});
