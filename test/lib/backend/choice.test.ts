import { afterEach, expect, it, vi } from "vitest";
import { defaultBackend, withDefaultBackend } from "../../../lib/backend/choice.js";
import { reference } from "../../../lib/backend/reference/reference.js";
import { wasm } from "../../../lib/backend/wasm/wasm.js";
import { ValueError } from "../../../lib/errors.js";
import { zeros } from "../../../lib/tensor/create.js";

afterEach(() => vi.unstubAllEnvs());

it("takes the backend that GRADLAB_BACKEND names, for tensors made without naming one", () => {
  for (const backend of [reference, wasm]) {
    vi.stubEnv("GRADLAB_BACKEND", backend.name);
    expect(defaultBackend()).toBe(backend);
    expect(zeros([1]).backend).toBe(backend);
    expect(zeros([1]).add(1).backend).toBe(backend);
  }
});

it("takes wasm where nothing is named", () => {
  for (const nothing of [undefined, ""]) {
    vi.stubEnv("GRADLAB_BACKEND", nothing);
    expect(defaultBackend()).toBe(wasm);
  }
});

it("takes another one for a while, also after work that threw", () => {
  for (const named of ["wasm", "cuda"]) {
    vi.stubEnv("GRADLAB_BACKEND", named);
    expect(withDefaultBackend(reference, () => zeros([1]).backend)).toBe(reference);
  }
  vi.stubEnv("GRADLAB_BACKEND", undefined);
  const fail = (): never => {
    throw new ValueError("no");
  };
  expect(() => withDefaultBackend(reference, fail)).toThrow("no");
  expect(zeros([1]).backend).toBe(wasm);
  const nested = withDefaultBackend(reference, () => [
    withDefaultBackend(wasm, () => zeros([1]).backend),
    zeros([1]).backend,
  ]);
  expect(nested).toEqual([wasm, reference]);
});

it("prefers the argument", () => {
  vi.stubEnv("GRADLAB_BACKEND", "reference");
  expect(zeros([1], { backend: wasm }).backend).toBe(wasm);
});

it("refuses other words", () => {
  for (const word of ["cuda", "toString"]) {
    vi.stubEnv("GRADLAB_BACKEND", word);
    expect(() => zeros([1])).toThrow(
      new ValueError(`GRADLAB_BACKEND: expected wasm, reference, webgpu or auto, got ${word}`),
    );
  }
});
