import { Injectable } from '@nestjs/common';
import type { Result } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import type { Actor } from '../../../platform/security/actor.js';
import { EditorPages } from '../editing/editor-pages.service.js';
import type { TableProblem } from './csv-table.js';
import { spreadsheetText } from './spreadsheet-text.js';

/** What an import would do, or did. */
export interface TableOutcome {
  readonly rows: number;
  /** What to look at before it is written, one line each; empty for none. */
  readonly told: readonly string[];
}

/** One kind of table that editors bring. */
export interface TableImport {
  readonly commitmentId: string;
  /** Group of texts: title, lead, and `columns.<heading>` for each. */
  readonly texts: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly action: string;
  readonly back: string;
  /** An example that can be imported as it is. */
  readonly example: string;
  /** Checks everything, and writes all of it or nothing. */
  run(text: string, write: boolean): Promise<Result<TableOutcome, TableProblem[]>>;
}

const MOST_SHOWN = 100;
const MOST_BYTES = 200 * 1024;

/** The page on which a table is brought: first looked through, written only when it was looked at. */
@Injectable()
export class TableImports {
  constructor(
    private readonly editorPages: EditorPages,
    private readonly pages: Pages,
  ) {}

  async show(actor: Actor, request: FastifyRequest, reply: FastifyReply, table: TableImport): Promise<void> {
    await this.draw(actor, request, reply, table, {});
  }

  /** A file or a pasted text is looked through; what was looked through comes back in the form and is written. */
  async take(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    table: TableImport,
    body: unknown,
  ): Promise<void> {
    const { table: typed, step } = (body ?? {}) as { table?: unknown; step?: unknown };
    const file = request.uploads['file']?.content;
    const text = file === undefined ? (typeof typed === 'string' ? typed : '') : spreadsheetText(file);
    if (Buffer.byteLength(text) > MOST_BYTES || text.trim() === '' || /[\u0000\ufffd]/.test(text)) {
      const key = `commitments:tables.${text.trim() === '' ? 'nothing' : Buffer.byteLength(text) > MOST_BYTES ? 'tooBig' : 'encoding'}`;
      return this.draw(actor, request, reply, table, {
        problems: [{ row: 1, column: '', key }],
        text: text.slice(0, MOST_BYTES),
      });
    }
    const write = step === 'write' && file === undefined;
    const outcome = await table.run(text, write);
    if (!outcome.ok) return this.draw(actor, request, reply, table, { problems: outcome.error, text });
    if (!write) return this.draw(actor, request, reply, table, { outcome: outcome.value, text });
    const params = { count: outcome.value.rows };
    await this.pages.goTo(request, reply, table.back, { kind: 'success', key: `${table.texts}.done`, params });
  }

  private async draw(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    table: TableImport,
    state: { problems?: readonly TableProblem[]; outcome?: TableOutcome; text?: string },
  ): Promise<void> {
    const { problems = [], outcome = null, text = '' } = state;
    const wrong = problems.length > 0;
    await this.editorPages.show(actor, request, reply, {
      view: 'import',
      title: `${table.texts}.title`,
      commitmentId: table.commitmentId,
      form: wrong ? { values: {}, errors: { table: { key: 'commitments:tables.refused' } } } : emptyForm(),
      model: {
        leadKey: `${table.texts}.lead`,
        action: table.action,
        back: table.back,
        example: table.example,
        columns: [...table.required, ...table.optional].map((name) => ({
          name,
          required: table.required.includes(name),
          textKey: `${table.texts}.columns.${name}`,
        })),
        tableForm: emptyForm({ table: text }),
        problems: problems.slice(0, MOST_SHOWN).map(({ row, column, key, params }) => ({
          row,
          column,
          message: this.pages.text(request, { key, params: params ?? {} }),
        })),
        problemCount: problems.length,
        outcome,
      },
    });
  }
}
