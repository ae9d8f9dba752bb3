import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Webhooks of communes beside those of services: rows are named by the id of either. */
export class CommuneWebhooks1797600000000 implements MigrationInterface {
  name = 'CommuneWebhooks1797600000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['webhook_endpoint', 'webhook_delivery']) {
      await queryRunner.query(`ALTER TABLE "${table}" ADD "owner_id" uuid, ADD "commune_id" uuid`);
      await queryRunner.query(`UPDATE "${table}" SET "owner_id" = "service_id"`);
      await queryRunner.query(`ALTER TABLE "${table}" ALTER COLUMN "owner_id" SET NOT NULL`);
    }
    await queryRunner.query('ALTER TABLE "webhook_endpoint" ADD "allow_private" boolean NOT NULL DEFAULT false');
    await queryRunner.query('ALTER TABLE "webhook_endpoint" DROP CONSTRAINT "PK_bd133ef56d49ea29f41b657b89e"');
    await queryRunner.query(
      'ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "PK_c14b4776c959149dec5f6505a45" PRIMARY KEY ("owner_id")',
    );
    await queryRunner.query('ALTER TABLE "webhook_endpoint" ALTER COLUMN "service_id" DROP NOT NULL');
    await queryRunner.query('ALTER TABLE "webhook_delivery" ALTER COLUMN "service_id" DROP NOT NULL');
    await queryRunner.query(
      'ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "UQ_bd133ef56d49ea29f41b657b89e" UNIQUE ("service_id")',
    );
    await queryRunner.query(
      'ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "UQ_e6e66ce7bebf94953d8a9d4b9a3" UNIQUE ("commune_id")',
    );
    await queryRunner.query(
      `ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_owner"
       CHECK (owner_id = COALESCE(service_id, commune_id) AND (service_id IS NULL) <> (commune_id IS NULL))`,
    );
    await queryRunner.query('DROP INDEX "IDX_4a332e37b8db83261b94b52621"');
    await queryRunner.query('CREATE INDEX "IDX_a34c214b009709c0842ff13a5e" ON "webhook_delivery" ("owner_id", "id")');
    await queryRunner.query('CREATE INDEX "IDX_14e7772335f4083ea0ab9f0bb5" ON "webhook_delivery" ("service_id")');
    await queryRunner.query('CREATE INDEX "IDX_124e881428d06fe69929584313" ON "webhook_delivery" ("commune_id")');
    for (const table of ['webhook_endpoint', 'webhook_delivery'])
      await queryRunner.query(
        `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_commune_id_fk"
         FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['webhook_endpoint', 'webhook_delivery'])
      await queryRunner.query(`DELETE FROM "${table}" WHERE "commune_id" IS NOT NULL`);
    await queryRunner.query('ALTER TABLE "webhook_endpoint" DROP CONSTRAINT "webhook_endpoint_owner"');
    await queryRunner.query('ALTER TABLE "webhook_endpoint" DROP CONSTRAINT "UQ_bd133ef56d49ea29f41b657b89e"');
    await queryRunner.query('ALTER TABLE "webhook_endpoint" DROP CONSTRAINT "PK_c14b4776c959149dec5f6505a45"');
    await queryRunner.query(
      'ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "PK_bd133ef56d49ea29f41b657b89e" PRIMARY KEY ("service_id")',
    );
    await queryRunner.query('ALTER TABLE "webhook_endpoint" DROP COLUMN "allow_private"');
    for (const table of ['webhook_endpoint', 'webhook_delivery'])
      await queryRunner.query(`ALTER TABLE "${table}" DROP COLUMN "commune_id", DROP COLUMN "owner_id"`);
    await queryRunner.query('DROP INDEX "IDX_14e7772335f4083ea0ab9f0bb5"');
    await queryRunner.query('ALTER TABLE "webhook_delivery" ALTER COLUMN "service_id" SET NOT NULL');
    await queryRunner.query('CREATE INDEX "IDX_4a332e37b8db83261b94b52621" ON "webhook_delivery" ("service_id", "id")');
  }
}
