import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The table of rate-limiter-flexible's PostgreSQL store. */
@Entity('rate_limit')
export class RateLimitRow {
  @PrimaryColumn('varchar', { length: 255 })
  key!: string;

  @Column('integer', { default: 0 })
  points!: number;

  /** Unix milliseconds. */
  @Column('bigint', { nullable: true })
  expire!: string | null;
}
