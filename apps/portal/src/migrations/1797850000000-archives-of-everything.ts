import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an archive brings from another portal: where it was asked, written or announced, and how many people it moved there. */
export class ArchivesOfEverything1797850000000 implements MigrationInterface {
  name = 'ArchivesOfEverything1797850000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `ALTER TABLE "resident_question" ADD "came_from" text NOT NULL DEFAULT ''`,
      `ALTER TABLE "resident_question" ADD "elsewhere" jsonb NOT NULL DEFAULT '[]'`,
      `ALTER TABLE "resident_question" DROP CONSTRAINT "resident_question_shown_as"`,
      `ALTER TABLE "resident_question" ADD CONSTRAINT "resident_question_shown_as"
       CHECK (shown_as IN ('first-name', 'woman', 'man', 'person'))`,
      `ALTER TABLE "collective_proposal" ADD "collective_name" text NOT NULL DEFAULT ''`,
      `ALTER TABLE "collective_proposal" ADD "came_from" text NOT NULL DEFAULT ''`,
      `ALTER TABLE "collective_proposal" ADD "elsewhere" jsonb NOT NULL DEFAULT '[]'`,
      `ALTER TABLE "collective_proposal" ALTER COLUMN "organisation_id" DROP NOT NULL`,
      `ALTER TABLE "collective_proposal" ADD CONSTRAINT "collective_proposal_collective"
       CHECK (organisation_id IS NOT NULL OR came_from <> '')`,
      `ALTER TABLE "gathering" ADD "held_by" text NOT NULL DEFAULT ''`,
      `ALTER TABLE "gathering" ADD "held_by_agreed_at" TIMESTAMP WITH TIME ZONE`,
      `ALTER TABLE "gathering" ADD "came_from" text NOT NULL DEFAULT ''`,
      `ALTER TABLE "gathering" ADD "opinions_elsewhere" integer array NOT NULL DEFAULT '{}'`,
    ]) {
      await queryRunner.query(statement);
    }
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `ALTER TABLE "gathering" DROP COLUMN "opinions_elsewhere", DROP COLUMN "came_from", DROP COLUMN "held_by_agreed_at", DROP COLUMN "held_by"`,
      `DELETE FROM "collective_proposal" WHERE organisation_id IS NULL`,
      `ALTER TABLE "collective_proposal" DROP CONSTRAINT "collective_proposal_collective"`,
      `ALTER TABLE "collective_proposal" ALTER COLUMN "organisation_id" SET NOT NULL`,
      `ALTER TABLE "collective_proposal" DROP COLUMN "elsewhere", DROP COLUMN "came_from", DROP COLUMN "collective_name"`,
      `UPDATE "resident_question" SET shown_as = 'woman' WHERE shown_as = 'person'`,
      `ALTER TABLE "resident_question" DROP CONSTRAINT "resident_question_shown_as"`,
      `ALTER TABLE "resident_question" ADD CONSTRAINT "resident_question_shown_as"
       CHECK (shown_as IN ('first-name', 'woman', 'man'))`,
      `ALTER TABLE "resident_question" DROP COLUMN "elsewhere", DROP COLUMN "came_from"`,
    ]) {
      await queryRunner.query(statement);
    }
  }
}
