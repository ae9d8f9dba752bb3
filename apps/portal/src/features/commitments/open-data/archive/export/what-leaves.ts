/** What of a commune leaves its portal. */
export interface WhatLeaves {
  /** What everybody may read: no drafts, and links to files instead of their contents. */
  readonly onlyPublic: boolean;
  /** Address of this portal, which the records name where something was asked, written or announced here. */
  readonly publicUrl: string;
}
