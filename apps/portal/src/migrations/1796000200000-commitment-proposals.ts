import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Changes of public commitments that wait for the accountable person. */
export class CommitmentProposals1796000200000 implements MigrationInterface {
  name = 'CommitmentProposals1796000200000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "commitment_proposal" (
        "id" uuid NOT NULL,
        "commitment_id" uuid NOT NULL,
        "kind" text NOT NULL,
        "wanted" jsonb NOT NULL,
        "author_id" uuid,
        "author_name" text NOT NULL,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT "commitment_proposal_kind" CHECK (kind IN ('publication', 'status', 'deadline', 'promise')),
        CONSTRAINT "PK_COMMITMENT_PROPOSAL" PRIMARY KEY ("id")
      )`);
    for (const statement of [
      `CREATE INDEX "IDX_7a0c9fcc0147a28efdb3dbb65d" ON "commitment_proposal" ("author_id")`,
      `CREATE UNIQUE INDEX "IDX_8376b676e932a9f2d4532862c3" ON "commitment_proposal" ("commitment_id", "kind")`,
      `ALTER TABLE "commitment_proposal" ADD CONSTRAINT "commitment_proposal_commitment_id_fk" FOREIGN KEY ("commitment_id") REFERENCES "commitment"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      `ALTER TABLE "commitment_proposal" ADD CONSTRAINT "commitment_proposal_author_id_fk" FOREIGN KEY ("author_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    ]) {
      await queryRunner.query(statement);
    }
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "commitment_proposal"');
  }
}
