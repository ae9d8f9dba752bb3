export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

/** What a status feels like, whatever it is the status of. A status that is not listed is neutral. */
const TONES: Readonly<Record<Exclude<Tone, 'neutral'>, string>> = {
  success:
    'ready active approved available done kept up operational resolved completed published verified healthy succeeded delivered confirmed open achieved answered accepted registered drift-gone',
  info: 'preparing submitted appeal running in-progress investigating identified monitoring scheduled maintenance pending new provisioning planned voted queued invited started under-way study drift-repairing drift-ending',
  warning:
    'delayed waiting-for-requester to-read waiting-list waiting degraded late expiring stale suspended partial limited full retrying ending on-hold held slipped drift-open',
  danger:
    'refused failed down outage dead broken abandoned blocked expired incident rejected cancelled overdue unreachable',
};

const BY_STATUS = new Map(
  Object.entries(TONES).flatMap(([tone, statuses]) => statuses.split(' ').map((status) => [status, tone as Tone])),
);

export function toneOf(status: string): Tone {
  return BY_STATUS.get(status) ?? 'neutral';
}

/** Never colour alone: each tone has its icon. */
const ICONS: Readonly<Record<Tone, string>> = {
  neutral: 'circle',
  info: 'info',
  success: 'check',
  warning: 'clock',
  danger: 'alert',
};

export const badgeHelpers = {
  tone: (status: unknown): Tone => toneOf(String(status)),
  toneIcon: (tone: unknown): string => ICONS[tone as Tone] ?? ICONS.neutral,
};
