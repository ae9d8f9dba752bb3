import type { DataSource } from 'typeorm';
import { poolOf } from './migrate.js';

/**
 * What several features write and ask at one moment, as one statement: one answer to wait for, one commit, and all of it or nothing. PostgreSQL
 * plans it once for each connection, so the parts are always the same ones, in the same order.
 */
export class JointStatement {
  private readonly values: unknown[] = [];
  private readonly parts: string[] = [];

  /** @param name of the statement; the same for the same parts. */
  constructor(private readonly name: string) {}

  /**
   * Adds a statement. One that only asks sees everything as it was before the statement.
   * @param part its name, by which its rows or its RETURNING are read; unique in the statement.
   * @param text gets what turns a value into its placeholder.
   */
  add(part: string, text: (value: (given: unknown) => string) => string): void {
    const sql = text((given) => `$${this.values.push(given)}`);
    this.parts.push(`${part} AS (${sql})`);
  }

  /** Runs all parts. `question` selects from what they gave, and gives one row. */
  async run<Row extends object>(database: DataSource, question: string): Promise<Row> {
    const { rows } = await poolOf(database).query<Row>({
      name: this.name,
      text: `WITH ${this.parts.join(', ')} ${question}`,
      values: this.values,
    });
    return rows[0]!;
  }
}
