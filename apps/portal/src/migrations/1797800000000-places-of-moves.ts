import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a move is read: what may have left its commitment's page has a page to itself. */
export class PlacesOfMoves1797800000000 implements MigrationInterface {
  name = 'PlacesOfMoves1797800000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "commitment_move" RENAME COLUMN "anchor" TO "place"`);
    await queryRunner.query(
      `UPDATE "commitment_move" SET "place" = '/nouvelles/' || substr("place", 10) WHERE "place" LIKE 'nouvelle-%'`,
    );
    await queryRunner.query(
      `UPDATE "commitment_move" SET "place" = '/questions/' || substr("place", 10) WHERE "place" LIKE 'question-%'`,
    );
    await queryRunner.query(
      `UPDATE "commitment_move" SET "place" = '#parcours' WHERE "kind" IN ('status', 'deadline')`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `UPDATE "commitment_move" SET "place" = replace(replace("place", '/nouvelles/', 'nouvelle-'), '/questions/', 'question-')`,
    );
    await queryRunner.query(`UPDATE "commitment_move" SET "place" = '' WHERE "place" LIKE '#%'`);
    await queryRunner.query(`ALTER TABLE "commitment_move" RENAME COLUMN "place" TO "anchor"`);
  }
}
