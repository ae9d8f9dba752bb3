import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** For whom, and for when, something is counted. */
export interface CountedFor {
  readonly communeId: string;
  readonly inseeCode: string;
  readonly at: Date;
}

/** Something that the portal can count for a commune by itself. */
export interface LiveFigure {
  /** Stable: part of the data. Its name, unit and method are the texts `live.<key>.{name,unit,method}` of its namespace. */
  readonly key: string;
  readonly texts: string;
  /** Null when there is nothing to count yet, which is not zero. */
  count(manager: EntityManager, commune: CountedFor): Promise<number | null>;
}

/** What the portal counts by itself. Features that know more register it: gatherings, for the training measure. */
@Injectable()
export class LiveFigures {
  private readonly figures = new Map<string, LiveFigure>();

  register(figure: LiveFigure): void {
    if (this.figures.has(figure.key)) throw new Error(`Two live figures are called ${figure.key}`);
    this.figures.set(figure.key, figure);
  }

  all(): readonly LiveFigure[] {
    return [...this.figures.values()];
  }

  find(key: string): LiveFigure | undefined {
    return this.figures.get(key);
  }
}
