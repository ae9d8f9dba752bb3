import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A service that fails again and again is not called for a while. */
export class ServiceCircuits1797100100000 implements MigrationInterface {
  name = 'ServiceCircuits1797100100000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "service_circuit" ("service_id" uuid NOT NULL, "state" text NOT NULL, "failures" integer NOT NULL, "probes" integer NOT NULL, "reason" text, "detail" text NOT NULL DEFAULT '', "opened_at" TIMESTAMP WITH TIME ZONE, "next_probe_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "PK_e4f83fc6acea0e14975b7949580" PRIMARY KEY ("service_id"))`,
    );
    await queryRunner.query(
      `ALTER TABLE "service_circuit" ADD CONSTRAINT "service_circuit_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "service_circuit"');
  }
}
