import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Factors1795530000001 implements MigrationInterface {
  name = 'Factors1795530000001';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "passkey" (
                "id" text NOT NULL,
                "account_id" uuid NOT NULL,
                "name" text NOT NULL,
                "public_key" bytea NOT NULL,
                "counter" bigint NOT NULL,
                "transports" text array NOT NULL,
                "synced" boolean NOT NULL,
                "last_used_at" TIMESTAMP WITH TIME ZONE,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_783e2060d8025abd6a6ca45d2c7" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_56d85902d8b2a51cb382214a0a" ON "passkey" ("account_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "recovery_code" (
                "hash" text NOT NULL,
                "account_id" uuid NOT NULL,
                "used_at" TIMESTAMP WITH TIME ZONE,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_46127763228d7cdda224cb7f029" PRIMARY KEY ("hash")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_9db6a6c505946232618e26c79e" ON "recovery_code" ("account_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "totp_secret" (
                "id" uuid NOT NULL,
                "account_id" uuid NOT NULL,
                "sealed_secret" text NOT NULL,
                "last_step" integer NOT NULL DEFAULT '0',
                "confirmed_at" TIMESTAMP WITH TIME ZONE,
                "last_used_at" TIMESTAMP WITH TIME ZONE,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_525add7ba84d3c923e674a238f0" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_fbc895f54f59e07566a26429a0" ON "totp_secret" ("account_id")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "IDX_9c5e90534bd2a3f7245e529c7a" ON "totp_secret" ("account_id")
            WHERE confirmed_at IS NOT NULL
        `);
    await queryRunner.query(`
            ALTER TABLE "passkey"
            ADD CONSTRAINT "passkey_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "recovery_code"
            ADD CONSTRAINT "recovery_code_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "totp_secret"
            ADD CONSTRAINT "totp_secret_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            DROP TABLE "totp_secret"
        `);
    await queryRunner.query(`
            DROP TABLE "recovery_code"
        `);
    await queryRunner.query(`
            DROP TABLE "passkey"
        `);
  }
}
