import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A commune may read what collectives write before the public does; what is there stays public. */
export class ProposalsReadFirst1797900000000 implements MigrationInterface {
  name = 'ProposalsReadFirst1797900000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "commitment_rules" ADD "reads_proposals" boolean NOT NULL DEFAULT false`);
    await queryRunner.query(`ALTER TABLE "collective_proposal" ADD "reading" text NOT NULL DEFAULT 'public'`);
    await queryRunner.query(`ALTER TABLE "collective_proposal" ADD "sent_back_reason" text NOT NULL DEFAULT ''`);
    await queryRunner.query(`ALTER TABLE "collective_proposal" ADD "written_at" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(
      `ALTER TABLE "collective_proposal" ADD CONSTRAINT "collective_proposal_reading" CHECK (reading IN ('public', 'waiting', 'sent-back'))`,
    );
    await queryRunner.query(
      `ALTER TABLE "collective_proposal" ADD CONSTRAINT "collective_proposal_sent_back" CHECK ((reading = 'sent-back') = (sent_back_reason <> ''))`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "collective_proposal" DROP CONSTRAINT "collective_proposal_sent_back"`);
    await queryRunner.query(`ALTER TABLE "collective_proposal" DROP CONSTRAINT "collective_proposal_reading"`);
    // What never became public must not become so by going back.
    await queryRunner.query(`DELETE FROM "collective_proposal" WHERE "reading" <> 'public'`);
    await queryRunner.query(`ALTER TABLE "collective_proposal" DROP COLUMN "written_at"`);
    await queryRunner.query(`ALTER TABLE "collective_proposal" DROP COLUMN "sent_back_reason"`);
    await queryRunner.query(`ALTER TABLE "collective_proposal" DROP COLUMN "reading"`);
    await queryRunner.query(`ALTER TABLE "commitment_rules" DROP COLUMN "reads_proposals"`);
  }
}
