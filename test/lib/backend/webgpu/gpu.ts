import { device } from "../../../../lib/backend/webgpu/pool.js";

/** Why WebGPU cannot be used here, or "". CI has a driver, and must not pass without one. */
export const noGpu = ((): string => {
  try {
    device();
    return "";
  } catch (error) {
    if (process.env.CI === "true") throw error;
    return String(error);
  }
})();
