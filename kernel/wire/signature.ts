import { createHmac, timingSafeEqual } from "node:crypto";

/** The HMAC-SHA256 of a message's parts in hex; empty when the connection has no key. */
export function sign(key: string, parts: readonly Uint8Array[]): string {
  if (key === "") return "";
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** Compares in constant time, so that the time taken tells nothing of the right signature. */
export function isSignedBy(key: string, signature: string, parts: readonly Uint8Array[]): boolean {
  const expected = Buffer.from(sign(key, parts));
  const got = Buffer.from(signature);
  return expected.length === got.length && timingSafeEqual(expected, got);
}
