import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { ReconciliationRun } from './reconciliation-run.entity.js';

/** What a tool listed in one run: the run's memory, which a killed worker leaves to the next. Gone when the run ends. */
@Entity()
export class RemoteSighting {
  @PrimaryColumn('uuid')
  runId!: string;

  @ManyToOne(() => ReconciliationRun, { onDelete: 'CASCADE' })
  @JoinColumn()
  run?: Relation<ReconciliationRun>;

  /** The tool's own name of it. */
  @PrimaryColumn('text')
  remoteName!: string;

  /** Null as long as nobody knows whose it is. */
  @Column('uuid', { nullable: true })
  subscriptionId!: string | null;
}
