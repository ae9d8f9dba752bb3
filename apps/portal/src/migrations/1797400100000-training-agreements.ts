import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose gatherings count for a commune. What counted until now goes on counting: nobody's figures fall by an update. */
export class TrainingAgreements1797400100000 implements MigrationInterface {
  name = 'TrainingAgreements1797400100000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "training_agreement" (
        "commune_id" uuid NOT NULL,
        "structure_id" uuid NOT NULL,
        "agreed_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT "training_agreement_pkey" PRIMARY KEY ("commune_id", "structure_id")
      )`);
    await queryRunner.query(`CREATE INDEX "training_agreement_structure" ON "training_agreement" ("structure_id")`);
    await queryRunner.query(`
      ALTER TABLE "training_agreement" ADD CONSTRAINT "training_agreement_commune_id_fk"
      FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE CASCADE ON UPDATE NO ACTION`);
    await queryRunner.query(`
      ALTER TABLE "training_agreement" ADD CONSTRAINT "training_agreement_structure_id_fk"
      FOREIGN KEY ("structure_id") REFERENCES "structure"("id") ON DELETE CASCADE ON UPDATE NO ACTION`);
    await queryRunner.query(`
      INSERT INTO "training_agreement" ("commune_id", "structure_id", "agreed_at")
      SELECT DISTINCT commune_id, structure_id, now() FROM "gathering"
      WHERE structure_id IS NOT NULL AND state <> 'draft'`);
    await queryRunner.query(`
      CREATE TRIGGER public_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "training_agreement"
      FOR EACH STATEMENT EXECUTE FUNCTION ronron_public_changed()`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "training_agreement"`);
  }
}
