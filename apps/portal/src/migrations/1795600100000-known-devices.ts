import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Browsers that are recognised; and limits that are counted without writing them to the log: after a crash they begin anew. */
export class KnownDevices1795600100000 implements MigrationInterface {
  name = 'KnownDevices1795600100000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "known_device" (
        "id" uuid NOT NULL, "account_id" uuid NOT NULL, "hash" text NOT NULL, "user_agent" text NOT NULL,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "seen_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT "UQ_393bf28f325abc18c7b8a6798d6" UNIQUE ("account_id", "hash"),
        CONSTRAINT "known_device_pkey" PRIMARY KEY ("id"))`);
    await queryRunner.query(`CREATE INDEX "IDX_46363c1577d740d9e916d72015" ON "known_device" ("seen_at")`);
    await queryRunner.query(`
      ALTER TABLE "known_device" ADD CONSTRAINT "known_device_account_id_fk"
      FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION`);
    await queryRunner.query(`ALTER TABLE "rate_limit" SET UNLOGGED`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "rate_limit" SET LOGGED`);
    await queryRunner.query(`DROP TABLE "known_device"`);
  }
}
