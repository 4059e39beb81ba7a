import { cpSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readNotebook, writeNotebook } from "../../../kernel/notebook/format.js";
import { Gradebook } from "../../../lib/grader/gradebook/gradebook.js";
import { fingerprint } from "../../../lib/grader/queue/fingerprint.js";
import type { SubmissionResult } from "../../../lib/grader/index.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { receiptOf } from "./report/standing.js";
import { Command, gradlab } from "./support/command.js";
import { releasedPath, replaced, solutionPath } from "./submissions.js";

let home: string;
const released = resolve(releasedPath);

beforeAll(() => {
  home = temporaryFolder("gradebook");
});

/** Students with lines of their own in what a run printed. */
const gradedIn = (printed: string): string[] =>
  [...printed.matchAll(/^\[ *\d+\/\d+\] (\S+)/gm)].map(([, student]) => student);

const args = ["grade", "submissions", "--exercise", "06", "--jobs", "1", "--results", "results"];

describe("gradlab grade", { timeout: 180_000 }, () => {
  let folder: string;
  const students = ["ada", "curie", "grace", "hopper", "noether"];

  beforeAll(() => {
    folder = join(home, "course");
    mkdirSync(join(folder, "submissions"), { recursive: true });
    for (const student of students)
      cpSync(released, join(folder, "submissions", `${student}.ipynb`));
    writeNotebook(join(folder, "submissions", "curie.ipynb"), readNotebook(solutionPath));
  });

  test("goes on after a kill, which loses the submission in hand at most and leaves no files of it behind", async () => {
    const env = { TMPDIR: temporaryFolder("tmp") };
    const killed = new Command(args, folder, env);
    await killed.says("[2/5]");
    killed.child.kill("SIGKILL");
    const first = gradedIn((await killed.ended).printed);
    // The gradebook's lock alone, which the next run finds abandoned.
    expect(readdirSync(env.TMPDIR).filter((name) => !name.endsWith(".lock"))).toEqual([]);

    const { code, printed } = await new Command(args, folder, env).ended;
    expect(readdirSync(env.TMPDIR)).toEqual([]);
    expect(code).toBe(0);
    const kept = Number(/, (\d+) graded already/.exec(printed)?.[1]);
    // A grade may be in the gradebook whose line had not come yet.
    expect(kept - first.length).toBeOneOf([0, 1]);
    const second = gradedIn(printed);
    expect(second).toHaveLength(5 - kept);
    expect(new Set([...first, ...second]).size).toBe(5 - (kept - first.length));
    expect(second.filter((student) => first.includes(student))).toEqual([]);
  });

  test("grades nothing again while nothing has changed but the files' times", async () => {
    utimesSync(join(folder, "submissions", "grace.ipynb"), new Date(), new Date());
    const { printed } = await gradlab(args, folder);
    expect(printed).toContain("06-batch-norm-forward: 0 to grade, 5 graded already.");
  });

  test("grades a submission again that has changed, and that one alone", async () => {
    const changed = replaced(["return xHat.mul(gamma).add(beta)", "return xHat.mul(gamma)"]);
    writeNotebook(join(folder, "submissions", "grace.ipynb"), changed);
    const { printed } = await gradlab(args, folder);
    expect(gradedIn(printed)).toEqual(["grace"]);
    expect(printed).toContain("9/11");
  });

  test("grades all again where it is asked to, or where a limit is another one, to the same points", async () => {
    // The lines come as the submissions end, so in no fixed order.
    const points = (printed: string): string[] => printed.match(/\w+ +\d+\/11/g)?.sort() ?? [];
    const again = await gradlab([...args, "--again"], folder);
    const limited = await gradlab([...args, "--timeout", "6"], folder);
    expect(points(again.printed).map((line) => line.replace(/ +/, " "))).toEqual([
      "ada 0/11",
      "curie 11/11",
      "grace 9/11",
      "hopper 0/11",
      "noether 0/11",
    ]);
    expect(points(limited.printed)).toEqual(points(again.printed));
  });

  test("ends cleanly on Ctrl-C, keeps what it has and says how to go on", async () => {
    const command = new Command([...args, "--again"], folder);
    await command.says("[2/5]");
    command.child.kill("SIGINT");
    const { code, printed } = await command.ended;
    expect(code).toBe(130);
    expect(printed).toContain("Stopped. What was graded is kept");
    expect(printed).toContain("gradlab grade submissions --exercise 06");
    const { printed: rest } = await gradlab(args, folder);
    expect(rest).toMatch(/[123] to grade, [234] graded already/);
    const both = [...gradedIn(printed), ...gradedIn(rest)].sort();
    expect(both).toEqual(students);
  });

  test("says so where another gradlab has the gradebook open", async () => {
    const gradebook = await Gradebook.open({ folder: join(folder, "results") });
    const { code, printed } = await gradlab(args, folder);
    await gradebook.close();
    expect(code).toBe(1);
    expect(printed).toContain("expected a gradebook that nobody has open");
    expect((await gradlab(args, folder)).code).toBe(0);
  });

  test("keeps a name from moving the terminal's cursor", async () => {
    mkdirSync(join(folder, "odd"));
    writeFileSync(join(folder, "odd", "\u001b[2J\u202eevil.ipynb"), "{");
    const odd = args.map((arg) => (arg === "submissions" ? "odd" : arg));
    const { printed } = await gradlab(odd, folder);
    expect(printed).toContain("�[2J�evil");
    expect(printed).not.toContain("\u001b");
  });
});

describe("a gradebook", () => {
  let gradebook: Gradebook;
  beforeAll(async () => {
    gradebook = await Gradebook.open({ folder: join(home, "one") });
  });
  afterAll(() => gradebook.close());

  const submission = (student: string, hash = "a") => ({
    student,
    hash,
    submittedAt: new Date("2026-05-01T10:00:00Z"),
    timeGiven: false,
  });
  const result = (student: string, more: Partial<SubmissionResult> = {}): SubmissionResult => ({
    student,
    status: "graded",
    total: 1,
    max: 2,
    steps: [],
    firstWrong: "",
    likelyCause: "",
    remarks: [],
    receipt: receiptOf(1),
    ...more,
  });

  test("gives back what a student wrote, be it a null character, half a letter or a piece of SQL", async () => {
    const odd = ["a\u0000b", "\ud83d", "'); drop table gradlab.grade; --", "<b>"];
    const [{ id }] = await gradebook.collect("odd", [submission("o'neil; --")], () => 5);
    const grade = {
      key: "k",
      result: result("o'neil; --", { remarks: odd }),
      seconds: 1,
      worker: "w",
    };
    await gradebook.saveGrade(id, grade);
    const [attempt] = await gradebook.attempts("odd");
    expect(attempt.submission.student).toBe("o'neil; --");
    expect(attempt.grade?.result.remarks).toEqual(odd);
  });

  test("keeps a submission's first seed and time, and takes a time that is given", async () => {
    const later = new Date("2026-05-02T10:00:00Z");
    const [first] = await gradebook.collect("times", [submission("ada")], () => 5);
    const [again] = await gradebook.collect(
      "times",
      [{ ...submission("ada"), submittedAt: later }],
      () => 6,
    );
    expect(again).toEqual(first);
    const [given] = await gradebook.collect(
      "times",
      [{ ...submission("ada"), submittedAt: later, timeGiven: true }],
      () => 7,
    );
    expect(given).toEqual({ ...first, submittedAt: later });
  });

  test("writes a grade once for each key, but lets a real grade follow a failed one", async () => {
    const [{ id }] = await gradebook.collect("once", [submission("ada")], () => 5);
    const failed = result("ada", { status: "could not grade" });
    const save = (key: string, value: SubmissionResult) =>
      gradebook.saveGrade(id, { key, result: value, seconds: 1, worker: "w" });
    expect(await save("k", failed)).toBe(true);
    expect(await gradebook.gradedKeys("once")).toEqual(new Map());
    expect(await save("k", result("ada"))).toBe(true);
    expect(await save("k", result("ada"))).toBe(false);
    expect(await save("k", failed)).toBe(false);
    expect(await gradebook.gradedKeys("once")).toEqual(new Map([[id, "k"]]));
    expect(await save("other", result("ada"))).toBe(true);
  });

  test("takes a transaction as a whole: nothing comes between, and nothing stays of one that fails", async () => {
    const { database } = gradebook;
    const insert = (value: string) =>
      ["insert into gradlab.policy values ($1, '{}')", [value]] as const;
    const names = () =>
      database.query("select exercise from gradlab.policy where exercise like 'turn-%' order by 1");
    const failing = database.transaction(async (inner) => {
      await inner.query(...insert("turn-1"));
      await new Promise((done) => setTimeout(done, 50));
      await inner.query("select no_such_column");
    });
    const between = database.query(...insert("turn-2"));
    await expect(failing).rejects.toThrow("no_such_column");
    await between;
    expect(await names()).toEqual([{ exercise: "turn-2" }]);
  });

  test("that a newer gradlab wrote is left alone", async () => {
    await gradebook.database.query("insert into gradlab.version (number) values (99)");
    await gradebook.close();
    await expect(Gradebook.open({ folder: join(home, "one") })).rejects.toThrow(
      "expected version 1 or older, got 99",
    );
    gradebook = await Gradebook.open({ folder: join(home, "two") });
  });
});

describe("the fingerprint of tests and program", () => {
  test("is the same each time, and another one for another notebook or exercise", () => {
    const one = fingerprint({ id: "06-batch-norm-forward" }, "notebook");
    expect(fingerprint({ id: "06-batch-norm-forward" }, "notebook")).toBe(one);
    expect(fingerprint({ id: "06-batch-norm-forward" }, "another")).not.toBe(one);
  });
});
