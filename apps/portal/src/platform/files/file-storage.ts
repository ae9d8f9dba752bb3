import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { createHash } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../config/tokens.js';
import { StoredFile } from './stored-file.entity.js';

export interface NewFile {
  readonly name: string;
  /** From `detectMediaType`, never what the browser claimed. */
  readonly mediaType: string;
  readonly content: Buffer;
  readonly public: boolean;
  /** Whose own it is: it goes with the account. */
  readonly accountId?: string;
  /** When it goes by itself. */
  readonly keptUntil?: Date;
}

/** The one port by which files are kept and found again; in PostgreSQL, so that replicas share them. */
@Injectable()
export class FileStorage {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Returns the file's id. */
  async put(manager: EntityManager, file: NewFile): Promise<string> {
    const id = newId(this.clock, this.randomness);
    await manager.insert(StoredFile, {
      id,
      // Only for the "save as" of whoever downloads it.
      name: file.name.replace(/[^\p{L}\p{N}._ -]/gu, '_').slice(-120),
      mediaType: file.mediaType,
      size: file.content.length,
      sha256: createHash('sha256').update(file.content).digest('hex'),
      public: file.public,
      accountId: file.accountId ?? null,
      keptUntil: file.keptUntil ?? null,
      content: file.content,
      createdAt: this.clock.now(),
    });
    return id;
  }

  /** The file with its content, or null. */
  async get(id: string): Promise<StoredFile | null> {
    return this.database
      .getRepository(StoredFile)
      .createQueryBuilder('file')
      .addSelect('file.content')
      .where('file.id = :id', { id })
      .getOne();
  }

  async remove(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(StoredFile, { id });
  }
}
