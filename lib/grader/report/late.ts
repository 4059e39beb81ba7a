import type { Policy } from "../gradebook/policy.js";

/** How late a submission came, and what that costs. */
export interface Lateness {
  /** Minutes after the deadline; 0 if it was in time. */
  minutes: number;
  /** Days begun after the deadline that count; 0 within the grace time. */
  days: number;
  /** Of the points, in percent. */
  percent: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60;

/** What a submission at this time loses. Each day begun after the deadline counts, once the grace time is over. */
export function lateness(
  submittedAt: Date,
  { deadline, graceMinutes, percentPerDay, capPercent }: Policy,
): Lateness {
  if (deadline === undefined) return { minutes: 0, days: 0, percent: 0 };
  const minutes = Math.max(0, (submittedAt.getTime() - Date.parse(deadline)) / MINUTE);
  const days = minutes <= graceMinutes ? 0 : Math.ceil(minutes / DAY);
  return { minutes, days, percent: Math.min(capPercent, 100, days * percentPerDay) };
}
