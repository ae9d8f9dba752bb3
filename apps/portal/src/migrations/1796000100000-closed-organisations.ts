import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A number is taken by a living organisation only: who closed theirs, or somebody else, may register it again. */
export class ClosedOrganisations1796000100000 implements MigrationInterface {
  name = 'ClosedOrganisations1796000100000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    for (const [column, constraint] of CONSTRAINTS) {
      await queryRunner.query(`ALTER TABLE "organisation" DROP CONSTRAINT "${constraint}"`);
      await queryRunner.query(
        `CREATE UNIQUE INDEX "organisation_living_${column}" ON "organisation" ("${column}") WHERE closed_at IS NULL`,
      );
    }
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    for (const [column, constraint] of CONSTRAINTS) {
      await queryRunner.query(`DROP INDEX "organisation_living_${column}"`);
      await queryRunner.query(`ALTER TABLE "organisation" ADD CONSTRAINT "${constraint}" UNIQUE ("${column}")`);
    }
  }
}

const CONSTRAINTS = [
  ['rna', 'UQ_d3ac766d75a943967db06ddbd88'],
  ['siren', 'UQ_c4a1c9cf5cf01dfe2178b438422'],
  ['siret', 'UQ_9dfed69cdf199fea5a1bd463f63'],
] as const;
