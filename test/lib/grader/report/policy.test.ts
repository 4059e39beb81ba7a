import { describe, expect, test } from "vitest";
import { NO_POLICY, type Policy } from "../../../../lib/grader/gradebook/policy.js";
import { parseTime } from "../../../../lib/grader/queue/times.js";
import { lateness } from "../../../../lib/grader/report/late.js";
import { standings } from "../../../../lib/grader/report/standing.js";
import { attemptOf, exercise, resultOf } from "./standing.js";

const policy: Policy = {
  take: "last",
  deadline: "2026-05-01T12:00:00.000Z",
  graceMinutes: 15,
  percentPerDay: 10,
  capPercent: 50,
};
const at = (time: string): Date => new Date(`2026-05-${time}Z`);

describe("being late", () => {
  test.each([
    ["before the deadline", "01T11:59", 0, 0],
    ["on the deadline", "01T12:00", 0, 0],
    ["within the grace time", "01T12:15", 0, 0],
    ["a minute after the grace time: the first day", "01T12:16", 1, 10],
    ["24 hours: still the first day", "02T12:00", 1, 10],
    ["24 hours and a minute: the second day", "02T12:01", 2, 20],
    ["a week: the cap", "08T12:00", 7, 50],
  ])("%s", (_title, time, days, percent) => {
    expect(lateness(at(time), policy)).toMatchObject({ days, percent });
  });

  test("costs nothing without a deadline", () => {
    expect(lateness(at("20T12:00"), NO_POLICY)).toEqual({ minutes: 0, days: 0, percent: 0 });
  });
});

describe("a student's standing", () => {
  const good = resultOf("ada");
  const worse = resultOf("ada", { "forward.y": { kind: "wrong", earned: 0 } });
  const early = attemptOf(worse, at("01T10:00"));
  const late = attemptOf(good, at("03T10:00"));

  test("is that of the last submission, less its penalty", () => {
    const [standing] = standings(exercise, [early, late], [], policy);
    expect(standing).toMatchObject({ automatic: 11, total: 8.8, attempts: 2, late: { days: 2 } });
  });

  test("is that of the best submission after penalties where the policy says so", () => {
    const best = standings(exercise, [early, late], [], { ...policy, take: "best" });
    expect(best[0]).toMatchObject({ automatic: 10, total: 10, late: { days: 0 } });
  });

  test("holds the points given by hand, and says what is still to be read", () => {
    const asked = {
      ...exercise,
      reflections: [
        { id: "why", points: 2 },
        { id: "how", points: 3 },
      ],
    };
    const manual = [{ student: "ada", item: "why", points: 1.5, comment: "" }];
    const [standing] = standings(asked, [early], manual, policy);
    expect(standing).toMatchObject({ total: 11.5, max: 16 });
    expect(standing.manual.map(({ score }) => score?.points)).toEqual([1.5, undefined]);
  });

  test("without a grade is 0 points, not an error", () => {
    const { submission } = early;
    expect(standings(exercise, [{ submission }], [], policy)[0]).toMatchObject({
      total: 0,
      max: 11,
    });
  });
});

describe("a time", () => {
  test.each([
    ["2026-05-01T12:00Z", "2026-05-01T12:00:00.000Z"],
    ["2026-05-01 12:00:30 +02:00", "2026-05-01T10:00:30.000Z"],
    ["2026-05-01T12:00:00.5+0200", "2026-05-01T10:00:00.500Z"],
  ])("%s is read", (text, iso) => {
    expect(parseTime(text, "x").toISOString()).toBe(iso);
  });

  test("without a zone is this machine's, and a date alone its last second", () => {
    expect(parseTime("2026-05-01 12:00", "x")).toEqual(new Date(2026, 4, 1, 12));
    expect(parseTime("2026-05-01", "x")).toEqual(new Date(2026, 4, 1, 23, 59, 59));
  });

  test.each(["tomorrow", "", "12", "2026-13-01T12:00", "01.05.2026"])("%j is refused", (text) => {
    expect(() => parseTime(text, "times.csv, line 2")).toThrow(
      "times.csv, line 2: expected a time",
    );
  });
});
