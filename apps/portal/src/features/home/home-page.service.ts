import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ServiceState } from '../catalogue/service.entity.js';
import { PublicCatalogue, type NeedEntry, type PublicService } from '../catalogue/public-catalogue.service.js';
import { CommitmentsSummary, type CommitmentsInShort } from '../commitments/public/commitments-summary.service.js';
import { Commune } from '../territories/commune.entity.js';
import { Structure } from '../territories/structure.entity.js';

export interface HomePageData {
  readonly commune: string;
  /** All served communes, the principal one first. */
  readonly communes: readonly string[];
  readonly services: readonly PublicService[];
  readonly needs: readonly NeedEntry[];
  readonly structures: readonly Structure[];
  /** The principal commune's, or null when no commune published any. */
  readonly commitments: CommitmentsInShort | null;
  /** Services that do not simply work. */
  readonly troubled: readonly PublicService[];
}

const CALM: readonly ServiceState[] = ['operational', 'unknown'];

/** What the home page tells. */
@Injectable()
export class HomePage {
  constructor(
    private readonly database: DataSource,
    private readonly catalogue: PublicCatalogue,
    private readonly commitments: CommitmentsSummary,
  ) {}

  async read(): Promise<HomePageData> {
    const [services, communes, structures, commitments] = await Promise.all([
      this.catalogue.all(),
      this.database.getRepository(Commune).find({ where: { served: true }, order: { principal: 'DESC', name: 'ASC' } }),
      this.database.getRepository(Structure).find({ where: { active: true }, order: { name: 'ASC' } }),
      this.commitments.forHome(),
    ]);
    return {
      commune: communes[0]?.name ?? 'Ronron',
      communes: communes.map((commune) => commune.name),
      services,
      needs: this.catalogue.needsOf(services),
      structures,
      commitments: commitments[0] ?? null,
      troubled: services.filter((service) => !CALM.includes(service.state)),
    };
  }
}
