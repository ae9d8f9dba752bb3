import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What residents ask of commitments, who joined in, and what was answered. */
export class ResidentQuestions1797300000000 implements MigrationInterface {
  name = 'ResidentQuestions1797300000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "resident_question" (
        "id" uuid NOT NULL,
        "commitment_id" uuid NOT NULL,
        "asker_id" uuid,
        "shown_as" text NOT NULL,
        "public_name" text NOT NULL DEFAULT '',
        "body" text NOT NULL,
        "state" text NOT NULL,
        "reason" text NOT NULL DEFAULT '',
        "merged_into_id" uuid,
        "asked_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        "published_at" TIMESTAMP WITH TIME ZONE,
        "decided_at" TIMESTAMP WITH TIME ZONE,
        "answered_at" TIMESTAMP WITH TIME ZONE,
        "proposed_answer" text NOT NULL DEFAULT '',
        "proposed_by_id" uuid,
        "version" integer NOT NULL DEFAULT '1',
        CONSTRAINT "resident_question_reason" CHECK (state NOT IN ('sent-back', 'hidden') OR reason <> ''),
        CONSTRAINT "resident_question_shown_as" CHECK (shown_as IN ('first-name', 'woman', 'man')),
        CONSTRAINT "resident_question_state" CHECK (state IN ('pending', 'published', 'sent-back', 'merged', 'hidden')),
        CONSTRAINT "PK_8a94314fc76cc3710ec4d77c7e6" PRIMARY KEY ("id")
      )`);
    await queryRunner.query(`
      CREATE TABLE "question_answer" (
        "id" uuid NOT NULL,
        "question_id" uuid NOT NULL,
        "at" TIMESTAMP WITH TIME ZONE NOT NULL,
        "body" text NOT NULL,
        "reason" text NOT NULL DEFAULT '',
        "accountable_name" text NOT NULL,
        "author_id" uuid,
        "author_name" text NOT NULL DEFAULT '',
        CONSTRAINT "PK_c1e064f8949efd78ad3c66059ba" PRIMARY KEY ("id")
      )`);
    await queryRunner.query(`
      CREATE TABLE "question_join" (
        "id" uuid NOT NULL,
        "question_id" uuid NOT NULL,
        "account_id" uuid NOT NULL,
        "joined_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        "told_at" TIMESTAMP WITH TIME ZONE,
        CONSTRAINT "UQ_3384a4430754f17c53cfc1865eb" UNIQUE ("question_id", "account_id"),
        CONSTRAINT "PK_5da97ead5c00b9aab0d438fe4c0" PRIMARY KEY ("id")
      )`);
    for (const statement of [
      `CREATE INDEX "IDX_d44c4fc6c436e052a83a20d400" ON "resident_question" ("asker_id")`,
      `CREATE INDEX "IDX_2848bd3ff9089da567002958f2" ON "resident_question" ("merged_into_id")`,
      `CREATE INDEX "IDX_7dbd07c5afacae2d018e0ba726" ON "resident_question" ("proposed_by_id")`,
      `CREATE INDEX "IDX_8b9ee5a8e79efa1f5c8f9eca1a" ON "resident_question" ("commitment_id", "state")`,
      `CREATE INDEX "IDX_3bb9d77c6b6bb8e5e2a736330c" ON "question_answer" ("question_id", "at")`,
      `CREATE INDEX "IDX_97397f202c943553903308a393" ON "question_join" ("account_id")`,
      `ALTER TABLE "resident_question" ADD CONSTRAINT "resident_question_commitment_id_fk" FOREIGN KEY ("commitment_id") REFERENCES "commitment"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      `ALTER TABLE "resident_question" ADD CONSTRAINT "resident_question_asker_id_fk" FOREIGN KEY ("asker_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
      `ALTER TABLE "resident_question" ADD CONSTRAINT "resident_question_merged_into_id_fk" FOREIGN KEY ("merged_into_id") REFERENCES "resident_question"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
      `ALTER TABLE "resident_question" ADD CONSTRAINT "resident_question_proposed_by_id_fk" FOREIGN KEY ("proposed_by_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
      `ALTER TABLE "question_answer" ADD CONSTRAINT "question_answer_question_id_fk" FOREIGN KEY ("question_id") REFERENCES "resident_question"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      `ALTER TABLE "question_join" ADD CONSTRAINT "question_join_question_id_fk" FOREIGN KEY ("question_id") REFERENCES "resident_question"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      `ALTER TABLE "question_join" ADD CONSTRAINT "question_join_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      // A question that comes in changes nothing that the public sees; nor does a mail that was written.
      `CREATE TRIGGER public_changed AFTER UPDATE OR DELETE ON "resident_question"
       FOR EACH STATEMENT EXECUTE FUNCTION ronron_public_changed()`,
      `CREATE TRIGGER public_changed AFTER INSERT OR UPDATE OR DELETE ON "question_answer"
       FOR EACH STATEMENT EXECUTE FUNCTION ronron_public_changed()`,
      `CREATE TRIGGER public_changed AFTER INSERT OR DELETE ON "question_join"
       FOR EACH STATEMENT EXECUTE FUNCTION ronron_public_changed()`,
    ]) {
      await queryRunner.query(statement);
    }
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['question_join', 'question_answer', 'resident_question']) {
      await queryRunner.query(`DROP TABLE "${table}"`);
    }
  }
}
