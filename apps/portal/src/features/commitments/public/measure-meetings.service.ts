import { Injectable } from '@nestjs/common';

/** A meeting that serves a commitment, as its page tells it. */
export interface MeasureMeeting {
  readonly title: string;
  readonly path: string;
  /** Locale key. */
  readonly kind: string;
  readonly startsAt: Date;
  readonly cancelled: boolean;
  readonly over: boolean;
  /** Who holds it, when it is not the commune. */
  readonly holder: string | null;
  /** Of all its sessions that are over; null as long as nobody noted who came. */
  readonly present: number | null;
  readonly hours: number;
}

type Source = (communeId: string, measureId: string) => Promise<MeasureMeeting[]>;

/** Where the page of a commitment learns of its meetings; the feature that holds them says so. */
@Injectable()
export class MeasureMeetings {
  private source: Source = async () => [];

  register(source: Source): void {
    this.source = source;
  }

  /** Those to come, the next first; then those that are over, the latest first. */
  async of(communeId: string, measureId: string): Promise<MeasureMeeting[]> {
    return this.source(communeId, measureId);
  }
}
