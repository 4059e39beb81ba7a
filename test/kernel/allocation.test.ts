import { expect, test } from "vitest";
import { returnMemory, withoutReturn } from "../../kernel/allocation.js";

test("cells have the environment without what is the front's alone", () => {
  const environment = { PATH: "/bin", ...returnMemory };
  expect(withoutReturn(environment)).toEqual({ PATH: "/bin" });
});

test("cells keep what the user has chosen for the allocator", () => {
  const environment = { MALLOC_ARENA_MAX: "7" };
  expect(withoutReturn(environment)).toEqual(environment);
});
