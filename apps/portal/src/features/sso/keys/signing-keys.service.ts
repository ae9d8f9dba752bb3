import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { JWK } from '@ronron/oidc';
import type { Clock } from '@ronron/kernel';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { SealedColumns } from '../../../platform/security/sealed-columns.js';
import { SecretBox } from '../../../platform/security/secret-box.js';
import { isOver, published, PUBLISHED_AHEAD, signerAmong, SIGNS_FOR } from './key-timeline.js';
import { keyAlgorithms, OidcKey, type KeyAlgorithm } from './oidc-key.entity.js';

/** Any number that no other lock of ours uses. */
const LOCK = 0x6f69646b;

/** The keys by which the provider signs, in the database, sealed: every replica signs with the same. */
@Injectable()
export class SigningKeysService implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly box: SecretBox,
    private readonly tasks: JobTasks,
    private readonly sealed: SealedColumns,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.sealed.add({ table: 'oidc_key', column: 'sealed', key: 'id', context: SigningKeysService.context });
    this.tasks.schedule('rotate-oidc-keys', '17 3 * * *', () => this.rotateByAge());
  }

  /** The names of the published keys in their order; another list means another set, or another signer. */
  async version(): Promise<string> {
    const keys = await this.all(this.database.manager);
    return published(keys, keyAlgorithms, this.clock.now())
      .map(({ id }) => id)
      .join(' ');
  }

  /** The published keys with their private halves; the very first ones are made here. */
  async load(): Promise<JWK[]> {
    const known = await this.all(this.database.manager);
    const missing = keyAlgorithms.some((algorithm) => signerAmong(known, algorithm, this.clock.now()) === null);
    const keys = missing ? await this.makeFirst() : known;
    return published(keys, keyAlgorithms, this.clock.now()).map(
      ({ id, sealed }) => JSON.parse(this.box.open(sealed, SigningKeysService.context(id))) as JWK,
    );
  }

  /**
   * Makes another key of each algorithm. It is published at once and signs after a while; `immediately` is for a key that somebody
   * may have stolen, at the price that tools which remember the old set refuse sign-ins until they fetch the new one.
   */
  async rotate(immediately: boolean): Promise<string[]> {
    const signsFrom = new Date(this.clock.now().getTime() + (immediately ? 0 : PUBLISHED_AHEAD));
    return this.locked(async (manager) => {
      const made: string[] = [];
      for (const algorithm of keyAlgorithms) made.push(await this.make(manager, algorithm, signsFrom));
      return made;
    });
  }

  /** Daily: makes the next key of an algorithm whose newest has signed long enough, and forgets those that are over. */
  async rotateByAge(): Promise<void> {
    const now = this.clock.now();
    await this.locked(async (manager) => {
      const keys = await this.all(manager);
      for (const algorithm of keyAlgorithms) {
        const newest = keys.filter((key) => key.algorithm === algorithm).at(-1);
        if (newest !== undefined && now.getTime() - newest.signsFrom.getTime() >= SIGNS_FOR)
          await this.make(manager, algorithm, new Date(now.getTime() + PUBLISHED_AHEAD));
      }
      for (const key of keys) if (isOver(keys, key, now)) await manager.delete(OidcKey, { id: key.id });
    });
  }

  /** What a key is sealed for. */
  static context(id: string): string {
    return `oidc-key:${id}`;
  }

  private makeFirst(): Promise<OidcKey[]> {
    return this.locked(async (manager) => {
      const keys = await this.all(manager);
      for (const algorithm of keyAlgorithms) {
        if (signerAmong(keys, algorithm, this.clock.now()) === null)
          await this.make(manager, algorithm, this.clock.now());
      }
      return this.all(manager);
    });
  }

  private async make(manager: EntityManager, algorithm: KeyAlgorithm, signsFrom: Date): Promise<string> {
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
    const jwk = await exportJWK(privateKey);
    const id = await calculateJwkThumbprint(jwk);
    const sealed = this.box.seal(
      JSON.stringify({ ...jwk, kid: id, alg: algorithm, use: 'sig' }),
      SigningKeysService.context(id),
    );
    await manager.insert(OidcKey, { id, algorithm, sealed, createdAt: this.clock.now(), signsFrom });
    return id;
  }

  private all(manager: EntityManager): Promise<OidcKey[]> {
    return manager.find(OidcKey, { order: { signsFrom: 'ASC', id: 'ASC' } });
  }

  /** One process at a time: two that start together make one set of keys. */
  private locked<Value>(work: (manager: EntityManager) => Promise<Value>): Promise<Value> {
    return inTransaction(this.database, async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
      return work(manager);
    });
  }
}
