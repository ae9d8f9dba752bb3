import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { AuditLog } from '../../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../../platform/config/tokens.js';
import { inTransaction } from '../../../../platform/database/in-transaction.js';
import { NOT_FOUND } from '../../../../platform/security/security.errors.js';
import { isDay } from '../../form-days.js';
import { dayOf } from '../../news-age.js';
import { Commitment } from '../../promises/commitment.entity.js';
import { IndicatorValue } from '../indicator-value.entity.js';
import { Indicator } from '../indicator.entity.js';
import { FiguresKey } from './figures-key.entity.js';
import { FiguresKeys } from './figures-keys.service.js';
import { signedBy } from './signature.js';
import { SIGNATURE_REFUSED } from './signed-values.errors.js';

const valuesBody = z.strictObject({
  values: z
    .array(
      z.strictObject({
        day: z.string().refine(isDay, { error: 'a day of the calendar, as 2026-03-12' }),
        value: z.number().min(-1e12).max(1e12),
        note: z
          .string()
          .max(300)
          .refine((note) => !/[\u0000\p{Cs}]/u.test(note), { error: 'no NUL, no half of a character' })
          .default(''),
      }),
    )
    .min(1)
    .max(1000),
});

/** What is wrong in what a program sent, and where (a JSON Pointer, RFC 6901). */
export interface ValueProblem {
  readonly pointer: string;
  readonly detail: string;
}

/** Values that a commune's own programs send. */
@Injectable()
export class SignedValues {
  constructor(
    private readonly database: DataSource,
    private readonly keys: FiguresKeys,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * Stores all or none. A value that is there already is no error, so that sending again what got no answer is safe; another
   * value for a day that has one is.
   * @throws AppError `signature-refused`, also for an indicator that does not exist: only who may write learns which do
   */
  async take(
    indicatorId: string,
    text: string,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): Promise<Result<{ stored: number; unchanged: number }, ValueProblem[]>> {
    const { indicator, commitment, key } = await this.signed(indicatorId, text, headers);
    if (indicator.liveSource !== null)
      return fail([{ pointer: '', detail: 'the portal counts this indicator itself' }]);
    const body = read(text);
    if (!body.ok) return body;
    return inTransaction(this.database, async (manager) => {
      await manager.findOne(Commitment, { where: { id: commitment.id }, lock: { mode: 'pessimistic_write' } });
      const before = new Map(
        (await manager.findBy(IndicatorValue, { indicatorId })).map(({ day, value, note }) => [day, { value, note }]),
      );
      const problems: ValueProblem[] = [];
      const rows: Partial<IndicatorValue>[] = [];
      const today = dayOf(this.clock.now());
      for (const [index, { day, value, note }] of body.value.values.entries()) {
        if (day > today) problems.push({ pointer: `/values/${index}/day`, detail: 'a day to come' });
        const known = before.get(day);
        if (known === undefined)
          rows.push({ id: newId(this.clock, this.randomness), indicatorId, day, value, note, origin: 'api' });
        else if (known.value !== value) {
          problems.push({
            pointer: `/values/${index}/day`,
            detail: `another value for this day is there: ${known.value}`,
          });
        }
        before.set(day, { value, note });
      }
      if (problems.length > 0) return fail(problems);
      if (rows.length > 0) await manager.insert(IndicatorValue, rows as never);
      await manager.update(FiguresKey, { id: key.id }, { lastUsedAt: this.clock.now() });
      await this.audit.record(manager, null, {
        action: 'values.received',
        subject: { kind: 'indicator', id: indicatorId },
        communeId: commitment.communeId,
        after: { key: key.name, stored: rows.length },
      });
      return ok({ stored: rows.length, unchanged: body.value.values.length - rows.length });
    });
  }

  private async signed(
    indicatorId: string,
    text: string,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): Promise<{ indicator: Indicator; commitment: Commitment; key: { id: string; name: string } }> {
    if (!isId(indicatorId)) throw new AppError(NOT_FOUND);
    const indicator = await this.database
      .getRepository(Indicator)
      .findOne({ where: { id: indicatorId }, relations: { commitment: true } });
    const keys = indicator === null ? [] : await this.keys.open(indicator.commitment!.communeId);
    const index = signedBy(
      text,
      headers,
      keys.map(({ secret }) => secret),
      this.clock.now(),
    );
    if (indicator === null || index === null) throw new AppError(SIGNATURE_REFUSED);
    return { indicator, commitment: indicator.commitment!, key: keys[index]! };
  }
}

function read(text: string): Result<z.output<typeof valuesBody>, ValueProblem[]> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return fail([{ pointer: '', detail: 'not JSON' }]);
  }
  const body = valuesBody.safeParse(data);
  if (body.success) return ok(body.data);
  return fail(
    body.error.issues.map(({ path, message }) => ({
      pointer: path.map((one) => `/${String(one)}`).join(''),
      detail: message,
    })),
  );
}
