import type { MigrationInterface, QueryRunner } from 'typeorm';

const SHOWN_TO_THE_PUBLIC = ['collective_proposal', 'proposal_answer', 'proposal_support'];

/** The "cahier de doléances": proposals of collectives, who supports them, and what communes answer. */
export class CollectiveProposals1797300110000 implements MigrationInterface {
  name = 'CollectiveProposals1797300110000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "collective_proposal" (
        "id" uuid NOT NULL,
        "commune_id" uuid NOT NULL,
        "measure_id" uuid NOT NULL,
        "organisation_id" uuid NOT NULL,
        "author_id" uuid,
        "title" text NOT NULL,
        "body" text NOT NULL,
        "state" text NOT NULL DEFAULT 'waiting',
        "published_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        "decided_at" TIMESTAMP WITH TIME ZONE,
        "withdrawn_at" TIMESTAMP WITH TIME ZONE,
        "hidden_at" TIMESTAMP WITH TIME ZONE,
        "hidden_reason" text NOT NULL DEFAULT '',
        "version" integer NOT NULL DEFAULT '1',
        CONSTRAINT "collective_proposal_hidden" CHECK ((hidden_at IS NULL) = (hidden_reason = '')),
        CONSTRAINT "collective_proposal_state" CHECK (state IN ('waiting', 'study', 'accepted', 'refused')),
        CONSTRAINT "PK_cdc57c023bf425086e90c7ff542" PRIMARY KEY ("id")
      )`);
    await queryRunner.query(`
      CREATE TABLE "proposal_answer" (
        "id" uuid NOT NULL,
        "proposal_id" uuid NOT NULL,
        "at" TIMESTAMP WITH TIME ZONE NOT NULL,
        "decision" text NOT NULL,
        "body" text NOT NULL,
        "author_id" uuid,
        "author_name" text NOT NULL,
        "commitment_id" uuid,
        "action_id" uuid,
        CONSTRAINT "proposal_answer_decision" CHECK (decision IN ('study', 'accepted', 'refused')),
        CONSTRAINT "PK_6dfc55e2c25f50178c4176e5953" PRIMARY KEY ("id")
      )`);
    await queryRunner.query(`
      CREATE TABLE "proposal_support" (
        "id" uuid NOT NULL,
        "proposal_id" uuid NOT NULL,
        "account_id" uuid NOT NULL,
        "supported_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT "UQ_338256de9c9460f31b80dcd0598" UNIQUE ("proposal_id", "account_id"),
        CONSTRAINT "PK_4f7198669fd8a586ecf678c5248" PRIMARY KEY ("id")
      )`);
    for (const statement of [
      `CREATE INDEX "IDX_2ec751e975678764e9e223ec94" ON "collective_proposal" ("measure_id")`,
      `CREATE INDEX "IDX_d50c822178b8c07630a8811103" ON "collective_proposal" ("organisation_id")`,
      `CREATE INDEX "IDX_9a3ff58ea617ee860db0ca7500" ON "collective_proposal" ("author_id")`,
      `CREATE INDEX "IDX_b8f2ff78a6915e2ae6e72f7fa0" ON "collective_proposal" ("published_at", "id")`,
      `CREATE INDEX "IDX_4d3157abba3769fff0a39ba360" ON "collective_proposal" ("commune_id", "measure_id")`,
      `CREATE INDEX "IDX_ec5a9a2ec8f5103a287cb00eb6" ON "proposal_answer" ("commitment_id")`,
      `CREATE INDEX "IDX_18600ceda4ce8dfde6b70e7898" ON "proposal_answer" ("action_id")`,
      `CREATE INDEX "IDX_7fadd4890c09b195c32d6cdc4c" ON "proposal_answer" ("proposal_id", "at")`,
      `CREATE INDEX "IDX_359b9bb18a1cd102df98399fe5" ON "proposal_support" ("account_id")`,
      `ALTER TABLE "collective_proposal" ADD CONSTRAINT "collective_proposal_commune_id_fk" FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      `ALTER TABLE "collective_proposal" ADD CONSTRAINT "collective_proposal_measure_id_fk" FOREIGN KEY ("measure_id") REFERENCES "measure"("id") ON DELETE RESTRICT ON UPDATE NO ACTION`,
      `ALTER TABLE "collective_proposal" ADD CONSTRAINT "collective_proposal_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      `ALTER TABLE "collective_proposal" ADD CONSTRAINT "collective_proposal_author_id_fk" FOREIGN KEY ("author_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
      `ALTER TABLE "proposal_answer" ADD CONSTRAINT "proposal_answer_proposal_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "collective_proposal"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      `ALTER TABLE "proposal_answer" ADD CONSTRAINT "proposal_answer_commitment_id_fk" FOREIGN KEY ("commitment_id") REFERENCES "commitment"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
      `ALTER TABLE "proposal_answer" ADD CONSTRAINT "proposal_answer_action_id_fk" FOREIGN KEY ("action_id") REFERENCES "commitment_action"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
      `ALTER TABLE "proposal_support" ADD CONSTRAINT "proposal_support_proposal_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "collective_proposal"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      `ALTER TABLE "proposal_support" ADD CONSTRAINT "proposal_support_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      ...SHOWN_TO_THE_PUBLIC.map(
        (table) => `CREATE TRIGGER public_changed AFTER INSERT OR UPDATE OR DELETE ON "${table}"
          FOR EACH STATEMENT EXECUTE FUNCTION ronron_public_changed()`,
      ),
    ]) {
      await queryRunner.query(statement);
    }
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['proposal_support', 'proposal_answer', 'collective_proposal']) {
      await queryRunner.query(`DROP TABLE "${table}"`);
    }
  }
}
