import type { Client, QueryResult, QueryResultRow } from 'pg';

/** By this name the processes that keep public pages know each other in `pg_stat_activity`. */
const NAME = 'ronron public pages';
const ASKED = 'ronron_public_asked';
const ANSWERED = 'ronron_public_answered';

interface Question {
  readonly answered: Set<number>;
  /** Unknown until the question is out. */
  expected: number | null;
  done: () => void;
}

/**
 * Asks all web processes whether they have heard of everything before the question. Notifications reach each listener in the
 * order of their commits, so that an answer says that what was committed before is known there.
 */
export class ReplicaAnswers {
  private readonly questions = new Map<string, Question>();
  private pid = 0;
  private asked = 0;
  /** One statement after the other: a connection takes no second one before it has answered. */
  private turn: Promise<unknown> = Promise.resolve();

  /** @param client the connection on which this process listens for changes: only its order says something */
  constructor(private readonly client: Client) {
    client.on('notification', ({ channel, payload = '', processId }) => {
      if (channel === ASKED && processId !== this.pid) this.say(ANSWERED, payload);
      if (channel === ANSWERED) this.take(payload, processId);
    });
  }

  /** To be called once the connection listens for changes: from here on others wait for this process. */
  async join(): Promise<void> {
    await this.query(`LISTEN ${ASKED}`);
    await this.query(`LISTEN ${ANSWERED}`);
    const { rows } = await this.query<{ pid: number }>(
      `SELECT pg_backend_pid() AS pid, set_config('application_name', $1, false)`,
      [NAME],
    );
    this.pid = rows[0]!.pid;
  }

  /** Returns when this process has heard of what was committed by now: a listener is told before its next question is answered. */
  async caughtUp(): Promise<void> {
    await this.query('SELECT 1');
  }

  /** Returns when all others have answered; never when `signal` comes first. */
  async allAnswered(signal: AbortSignal): Promise<void> {
    const id = `${this.pid}-${++this.asked}`;
    const question: Question = { answered: new Set(), expected: null, done: () => undefined };
    const done = new Promise<void>((resolve) => (question.done = resolve));
    this.questions.set(id, question);
    signal.addEventListener('abort', () => this.questions.delete(id));
    const { rows } = await this.query<{ others: number }>(
      `WITH replica AS (
         SELECT count(*)::int AS others FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid())
       SELECT others, CASE WHEN others > 0 THEN pg_notify($2, $3) END FROM replica`,
      [NAME, ASKED, id],
    );
    question.expected = rows[0]!.others;
    this.finish(id, question);
    await done;
  }

  private take(id: string, processId: number): void {
    const question = this.questions.get(id);
    if (question === undefined) return;
    question.answered.add(processId);
    this.finish(id, question);
  }

  private finish(id: string, question: Question): void {
    if (question.expected === null || question.answered.size < question.expected) return;
    this.questions.delete(id);
    question.done();
  }

  private say(channel: string, payload: string): void {
    // When it cannot be said the connection is lost, and with it everything that was kept.
    this.query('SELECT pg_notify($1, $2)', [channel, payload]).catch(() => undefined);
  }

  private query<Row extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<QueryResult<Row>> {
    const answer = this.turn.then(() => this.client.query<Row>(sql, values));
    this.turn = answer.catch(() => undefined);
    return answer;
  }
}
