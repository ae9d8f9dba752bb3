import { startOcsPeer, type OcsPeer } from '@ronron/testing';
import { CLOUD, CLOUD_PATH, connectCloud, enterPassword, openConnection, untilMyServices } from '../connect-cloud.js';
import { linkIn, setStage, type Stage } from '../stage.js';

describe('a tool refuses, and an operator repairs it', () => {
  let stage: Stage;
  let peer: OcsPeer;

  beforeAll(async () => {
    peer = await startOcsPeer();
    stage = await setStage('repair');
    await connectCloud(stage, peer, 'not the password');
  }, 180_000);
  afterAll(async () => {
    await stage.strike();
    await peer.stop();
  }, 60_000);

  it('the resident is told that it takes longer, the operator why, and then it works', async () => {
    const resident = await stage.signedIn('resident@demo.example');
    await resident.goto(`${CLOUD_PATH}/demande`);
    await resident.locator('button[name=action][value=send]').click();
    await resident.waitForURL('**/demandes/**');

    const operator = await stage.signedIn('operateur@demo.example');
    await operator.goto(
      linkIn(await stage.mailTo('operateur@demo.example', /nuage des associations/), /operateur\/demandes/),
    );
    await operator.locator('form[action$="/approbation"] button').click();
    await operator.locator('.notice--success').first().waitFor();

    await untilMyServices(resident, (text) => text.includes('Retardé'));
    await stage.look(resident);
    await operator.goto(linkIn(await stage.mailTo('operateur@demo.example', /réparation/), /travaux/));
    await operator.goto('/operateur/travaux?etat=dead');
    await stage.look(operator);
    await operator.getByRole('link', { name: 'Maïwenn Résidente' }).first().click();
    await stage.look(operator);
    const job = operator.url();

    await openConnection(operator);
    await enterPassword(operator, peer.adminPassword);
    await operator.goto(job);
    await operator.locator('form[action$="/reprise"] button').click();
    await untilMyServices(resident, (text) => text.includes(CLOUD) && !/Retardé|En préparation/.test(text));
    expect([...peer.users.values()].some((user) => user.email === 'resident@demo.example')).toBe(true);
  }, 120_000);
});
