import { setTimeout as later } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { stayAwake, withNaps } from "../../../../lib/backend/webgpu/thread/waiting.js";

/** Milliseconds of a processor that a wait takes. */
async function effortOf(wait: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await wait();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe("who waits with naps", () => {
  it("gets the answer, or what went wrong", async () => {
    expect(await withNaps(later(20, "numbers"))).toBe("numbers");
    expect(await withNaps(Promise.resolve("at once"))).toBe("at once");
    const lost = later(20).then(() => Promise.reject(new Error("a driver was reset")));
    await expect(withNaps(lost)).rejects.toThrow("a driver was reset");
  });

  it("leaves the processor to others", async () => {
    const long = 300;
    expect(await effortOf(() => withNaps(later(long)))).toBeLessThan(long / 2);
  });
});

it("who stays awake goes to sleep if nothing comes", async () => {
  const effort = await effortOf(async () => {
    stayAwake();
    await later(300);
  });
  expect(effort).toBeLessThan(150);
});
