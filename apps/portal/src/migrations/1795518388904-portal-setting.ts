import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PortalSetting1795518388904 implements MigrationInterface {
  name = 'PortalSetting1795518388904';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "portal_setting" (
                "key" text NOT NULL,
                "value" jsonb NOT NULL,
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_5768b05d65e3da7d26a3463bb6a" PRIMARY KEY ("key")
            )
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            DROP TABLE "portal_setting"
        `);
  }
}
