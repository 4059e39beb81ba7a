import { z } from "zod";

/** How a student's submissions become one score. */
export interface Policy {
  /** Which of several submissions counts: the last one, or the one with the most points after its penalty. */
  take: "last" | "best";
  /** ISO time; without one nothing is late. */
  deadline?: string | undefined;
  /** Minutes after the deadline that cost nothing. */
  graceMinutes: number;
  /** Percent of the points that each day begun costs, counted from the deadline. */
  percentPerDay: number;
  /** The most that being late costs, in percent. */
  capPercent: number;
}

export const NO_POLICY: Policy = {
  take: "last",
  graceMinutes: 0,
  percentPerDay: 0,
  capPercent: 100,
};

const policySchema = z.object({
  take: z.enum(["last", "best"]),
  deadline: z.string().optional(),
  graceMinutes: z.number(),
  percentPerDay: z.number(),
  capPercent: z.number(),
});

/** A policy as the gradebook keeps it. */
export const parsePolicy = (text: string): Policy => policySchema.parse(JSON.parse(text));
