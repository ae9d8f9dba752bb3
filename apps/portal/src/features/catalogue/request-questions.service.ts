import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { CLOCK } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { slugOf } from '../../platform/forms/slug.js';
import { ManagedServices } from './managed-services.service.js';
import type { RequestQuestion } from './request-question.js';
import { Service } from './service.entity.js';

/** More would discourage whoever asks. */
export const MOST_QUESTIONS = 30;

/** What a service asks of those who request it; operators write it as data. */
@Injectable()
export class RequestQuestions {
  constructor(
    private readonly database: DataSource,
    private readonly services: ManagedServices,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Adds at the end, under a name of its own; a question beyond the limit is left out. */
  async add(actor: Actor, id: string, question: Omit<RequestQuestion, 'name'>): Promise<void> {
    await this.change(actor, id, (questions) =>
      questions.length >= MOST_QUESTIONS
        ? questions
        : [...questions, { name: freeName(question.label, questions), ...question }],
    );
  }

  /** The name stays: answers given before keep their question. */
  async replace(actor: Actor, id: string, name: string, question: Omit<RequestQuestion, 'name'>): Promise<void> {
    await this.change(actor, id, (questions) => {
      at(questions, name);
      return questions.map((one) => (one.name === name ? { name, ...question } : one));
    });
  }

  async remove(actor: Actor, id: string, name: string): Promise<void> {
    await this.change(actor, id, (questions) => {
      at(questions, name);
      return questions.filter((one) => one.name !== name);
    });
  }

  /** One place up or down; at the end of the list it stays. */
  async move(actor: Actor, id: string, name: string, direction: 'up' | 'down'): Promise<void> {
    await this.change(actor, id, (questions) => {
      const from = at(questions, name);
      const to = direction === 'up' ? from - 1 : from + 1;
      if (to < 0 || to >= questions.length) return questions;
      const moved = [...questions];
      [moved[from], moved[to]] = [moved[to]!, moved[from]!];
      return moved;
    });
  }

  private async change(
    actor: Actor,
    id: string,
    edit: (questions: readonly RequestQuestion[]) => readonly RequestQuestion[],
  ): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const service = await this.services.lock(manager, actor, id);
      const after = edit(service.questions);
      if (after === service.questions) return;
      await manager.update(Service, { id }, { questions: after as never, updatedAt: this.clock.now() });
      await this.audit.record(manager, actor, {
        action: 'service.questions-changed',
        subject: { kind: 'service', id },
        structureId: service.structureId,
        before: { questions: service.questions },
        after: { questions: after },
      });
    });
  }
}

function at(questions: readonly RequestQuestion[], name: string): number {
  const index = questions.findIndex((one) => one.name === name);
  if (index < 0) throw new AppError(NOT_FOUND);
  return index;
}

function freeName(label: string, questions: readonly RequestQuestion[]): string {
  const base = `q-${slugOf(label)}`.slice(0, 40).replace(/-+$/, '');
  const taken = new Set(questions.map((one) => one.name));
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(name)) return name;
  }
}
