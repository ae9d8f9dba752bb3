import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { accessibleColour, type FieldError } from '@ronron/web-ui';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { changedFields } from '../../platform/audit/changed-fields.js';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction, isUniqueViolation } from '../../platform/database/in-transaction.js';
import { FileStorage } from '../../platform/files/file-storage.js';
import { detectMediaType } from '../../platform/files/media-type.js';
import { publishedPicture } from '../../platform/files/published-picture.js';
import { slugOf } from '../../platform/forms/slug.js';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import type { UploadedFile } from '../../platform/server/request-context.js';
import { CommuneDirectory } from './commune-directory.service.js';
import { Commune } from './commune.entity.js';

export interface CommuneValues {
  readonly name: string;
  readonly served: boolean;
  readonly notServedMessage: string;
  /** `#rrggbb`, or null for the portal's own. */
  readonly colour: string | null;
  readonly principal: boolean;
  readonly removeLogo: boolean;
}

export interface FieldProblem {
  readonly field: string;
  readonly error: FieldError;
}

/** A logo is drawn at 48 pixels: more than this is a photograph. */
const LOGO_LIMIT = 500_000;
const LOGO_TYPES = ['image/png', 'image/jpeg', 'image/webp'];

/** The communes that the portal knows, as administrators keep them. */
@Injectable()
export class CommuneAdministration {
  constructor(
    private readonly database: DataSource,
    private readonly directory: CommuneDirectory,
    private readonly files: FileStorage,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async list(): Promise<Commune[]> {
    return this.database.getRepository(Commune).find({ order: { principal: 'DESC', name: 'ASC' } });
  }

  /** @throws AppError `not-found`. */
  async get(id: string): Promise<Commune> {
    const commune = isId(id) ? await this.database.getRepository(Commune).findOneBy({ id }) : null;
    if (commune === null) throw new AppError(NOT_FOUND);
    return commune;
  }

  /** From the bundled list; the first one becomes the principal one. Returns its id, also when it was there already. */
  async add(actor: Actor, inseeCode: string): Promise<Result<string, FieldProblem>> {
    const known = this.directory.byInsee(inseeCode);
    if (known === null) return fail({ field: 'search', error: { key: 'territories:errors.communeUnknown' } });
    try {
      return ok(await inTransaction(this.database, (manager) => this.insert(manager, actor, known)));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const present = await this.database.getRepository(Commune).findOneByOrFail({ inseeCode });
      return ok(present.id);
    }
  }

  async update(
    actor: Actor,
    id: string,
    values: CommuneValues,
    logo: UploadedFile | undefined,
  ): Promise<Result<{ readonly colourAdapted: boolean }, FieldProblem>> {
    const mediaType = logo === undefined ? null : detectMediaType(logo.content);
    if (logo !== undefined && (mediaType === null || !LOGO_TYPES.includes(mediaType))) {
      return fail({ field: 'logo', error: { key: 'territories:errors.logoType' } });
    }
    if (logo !== undefined && logo.content.length > LOGO_LIMIT) {
      return fail({ field: 'logo', error: { key: 'territories:errors.logoSize' } });
    }
    await this.get(id);
    await inTransaction(this.database, async (manager) => {
      // Two at once must not leave the portal with two principal communes, or none.
      await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', ['principal commune']);
      const before = await manager.findOneOrFail(Commune, { where: { id }, lock: { mode: 'pessimistic_write' } });
      let { logoFileId } = before;
      if (values.removeLogo) logoFileId = null;
      if (logo !== undefined) {
        logoFileId = await this.files.put(manager, {
          name: logo.name,
          mediaType: mediaType!,
          content: publishedPicture(mediaType!, logo.content),
          public: true,
        });
      }
      const { name, served, notServedMessage, colour } = values;
      const after = {
        name,
        served,
        notServedMessage,
        colour,
        principal: before.principal || values.principal,
        logoFileId,
      };
      if (values.principal && !before.principal)
        await manager.update(Commune, { principal: true }, { principal: false });
      await manager.update(Commune, { id }, after);
      if (before.logoFileId !== null && before.logoFileId !== logoFileId) {
        await this.files.remove(manager, before.logoFileId);
      }
      await this.audit.record(manager, actor, {
        action: 'commune.updated',
        subject: { kind: 'commune', id },
        communeId: id,
        ...changedFields(before, after),
      });
    });
    const colourAdapted = values.colour !== null && accessibleColour(values.colour) !== values.colour;
    return ok({ colourAdapted });
  }

  private async insert(
    manager: EntityManager,
    actor: Actor,
    known: NonNullable<ReturnType<CommuneDirectory['byInsee']>>,
  ): Promise<string> {
    const id = newId(this.clock, this.randomness);
    const base = slugOf(known.name, 'commune');
    const taken = await manager.existsBy(Commune, { slug: base });
    const commune = {
      id,
      inseeCode: known.inseeCode,
      name: known.name,
      slug: taken ? `${base}-${known.inseeCode.toLowerCase()}` : base,
      postcodes: [...known.postcodes],
      served: true,
      principal: !(await manager.existsBy(Commune, { principal: true })),
      colour: null,
      logoFileId: null,
      createdAt: this.clock.now(),
    };
    await manager.insert(Commune, commune);
    await this.audit.record(manager, actor, {
      action: 'commune.added',
      subject: { kind: 'commune', id },
      communeId: id,
      after: { inseeCode: known.inseeCode, name: known.name },
    });
    return id;
  }
}
