import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The yearly question. Subscriptions that are there already get theirs from the first run of the clock. */
export class Renewals1796500240000 implements MigrationInterface {
  name = 'Renewals1796500240000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "renewal" (
                "subscription_id" uuid NOT NULL,
                "due_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "stage" text NOT NULL DEFAULT 'quiet',
                "stage_at" TIMESTAMP WITH TIME ZONE,
                "confirmed_at" TIMESTAMP WITH TIME ZONE,
                "extension_reason" text NOT NULL DEFAULT '',
                CONSTRAINT "renewal_stage" CHECK (
                    stage IN ('quiet', 'announced', 'reminded', 'due', 'suspended')
                ),
                CONSTRAINT "PK_e5c797acaf246228de7ef3accf8" PRIMARY KEY ("subscription_id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_8c4be9cfaf83bc617ff312728e" ON "renewal" ("due_at")
        `);
    await queryRunner.query(`
            ALTER TABLE "renewal"
            ADD CONSTRAINT "renewal_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await this.causes(queryRunner, `'account', 'operator', 'renewal'`);
    await this.receipt(queryRunner, `status <> 'emptied' OR receipt IS NOT NULL`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await this.receipt(queryRunner, `(status = 'emptied') = (receipt IS NOT NULL)`);
    // What was suspended for want of an answer stays closed, and operators open it again.
    await queryRunner.query(
      `UPDATE "subscription" SET "suspended_for" = ARRAY(SELECT DISTINCT unnest(array_replace("suspended_for", 'renewal', 'operator')))
       WHERE 'renewal' = ANY("suspended_for")`,
    );
    await this.causes(queryRunner, `'account', 'operator'`);
    await queryRunner.query(`
            ALTER TABLE "renewal" DROP CONSTRAINT "renewal_subscription_id_fk"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_8c4be9cfaf83bc617ff312728e"
        `);
    await queryRunner.query(`
            DROP TABLE "renewal"
        `);
  }

  private async causes(queryRunner: QueryRunner, causes: string): Promise<void> {
    await queryRunner.query(`ALTER TABLE "subscription" DROP CONSTRAINT "subscription_suspended_for"`);
    await queryRunner.query(
      `ALTER TABLE "subscription" ADD CONSTRAINT "subscription_suspended_for" CHECK ((status = 'suspended') = (cardinality(suspended_for) > 0) AND suspended_for <@ ARRAY[${causes}])`,
    );
  }

  private async receipt(queryRunner: QueryRunner, condition: string): Promise<void> {
    await queryRunner.query(`ALTER TABLE "subscription_closure" DROP CONSTRAINT "subscription_closure_receipt"`);
    await queryRunner.query(
      `ALTER TABLE "subscription_closure" ADD CONSTRAINT "subscription_closure_receipt" CHECK (${condition})`,
    );
  }
}
