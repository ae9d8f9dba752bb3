import { systemRandomness } from '@ronron/kernel';
import { testService } from '../../testing/catalogue-fixtures.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { AccountSessions } from '../accounts/account-sessions.service.js';
import { RetainedRecords } from '../privacy/retention/retained-records.service.js';
import { ServiceConnectors } from './service-connectors.service.js';
import { Service } from './service.entity.js';
import { JointStatement } from '../../platform/database/joint-statement.js';
import { SealedColumns } from '../../platform/security/sealed-columns.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import { SecretsRotation } from '../../platform/security/secrets-rotation.js';

const OLD = 'the key of last year, long enough 0123456789';
const NEW = 'the key of this year, long enough 0123456789';

describe('the rotation of secrets', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  it('seals what an old key sealed, once, and leaves the rest alone', async () => {
    const structureId = (await portal.structure()).id;
    const before = new SecretBox(OLD, [], systemRandomness);
    const now = new SecretBox(NEW, [OLD], systemRandomness);
    const secrets = new Map<string, string>();
    for (let count = 0; count < 3; count++) {
      const { id } = await testService(portal, { structureId });
      const box = count === 0 ? now : before;
      secrets.set(id, box.seal(`{"apiKey":"${count}"}`, ServiceConnectors.context(id)));
      await portal.database.getRepository(Service).update({ id }, { connectorSecrets: secrets.get(id)! });
    }
    const rotation = new SecretsRotation(portal.database, now, portal.app.get(SealedColumns));
    expect(await rotation.rotate()).toEqual({ sealedAnew: 2, alreadyCurrent: 1 });
    expect(await rotation.rotate()).toEqual({ sealedAnew: 0, alreadyCurrent: 3 });
    const withoutOld = new SecretBox(NEW, [], systemRandomness);
    const rows = await portal.database.query<{ id: string; connector_secrets: string }[]>(
      'SELECT id, connector_secrets FROM service ORDER BY id',
    );
    const opened = rows.map((row) => withoutOld.open(row.connector_secrets, ServiceConnectors.context(row.id)));
    expect(opened.sort()).toEqual(['{"apiKey":"0"}', '{"apiKey":"1"}', '{"apiKey":"2"}']);
  });

  it('leaves what the law makes us keep findable and readable, without the old key', async () => {
    const { app, database, clock } = portal;
    const store = (box: SecretBox, columns = new SealedColumns()): RetainedRecords =>
      new RetainedRecords(database, box, columns, app.get(AuditLog), clock, systemRandomness);
    const admin = await portal.account({ administrator: true });
    const actor = await app.get(AccountSessions, { strict: false }).actorOf(admin, '127.0.0.1');
    const account = await portal.account({ displayName: 'Riwal Le Hir' });
    const before = store(new SecretBox(OLD, [], systemRandomness));
    await before.closure(database.manager, account);
    const signIn = new JointStatement('sign-in');
    before.connection(signIn, account.id, '192.0.2.7', 'Firefox');
    await signIn.run(database, 'SELECT 1');
    const box = new SecretBox(NEW, [OLD], systemRandomness);
    const columns = new SealedColumns();
    const now = store(box, columns);
    now.onModuleInit();
    const facts = async (records: RetainedRecords, address: string): Promise<unknown[]> =>
      (await records.read(actor, { address }, 'Réquisition n° 12')).map((one) => one.facts);
    const connection = { address: '192.0.2.7', terminal: 'Firefox' };
    expect(await facts(now, '192.0.2.7')).toEqual([connection]);
    expect(await new SecretsRotation(database, box, columns).rotate()).toEqual({ sealedAnew: 3, alreadyCurrent: 0 });
    const after = store(new SecretBox(NEW, [], systemRandomness));
    expect(await facts(after, '192.0.2.7')).toEqual([connection]);
    const ofPerson = await facts(after, account.email.toUpperCase());
    expect(ofPerson).toHaveLength(3);
    expect(ofPerson).toContainEqual({ name: 'Riwal Le Hir', email: account.email });
    await database.query('DELETE FROM retained_record');
  });

  it('stops when a key is missing, with a message that says which setting to look at', async () => {
    const rotation = new SecretsRotation(
      portal.database,
      new SecretBox('another key altogether 0123456789 abc', [], systemRandomness),
      portal.app.get(SealedColumns),
    );
    await expect(rotation.rotate()).rejects.toThrow('SECRET_KEYS_OLD');
  });
});
