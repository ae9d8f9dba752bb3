import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organisation } from '../../organisations/organisation.entity.js';
import { OidcClient } from './oidc-client.entity.js';

/** An organisation whose members may enter an application that is not open to everybody. */
@Entity()
export class OidcClientOrganisation {
  @PrimaryColumn('uuid')
  clientId!: string;

  @ManyToOne(() => OidcClient, { onDelete: 'CASCADE' })
  @JoinColumn()
  client?: Relation<OidcClient>;

  @Index()
  @PrimaryColumn('uuid')
  organisationId!: string;

  @ManyToOne(() => Organisation, { onDelete: 'CASCADE' })
  @JoinColumn()
  organisation?: Relation<Organisation>;
}
