import { describe, expect, it } from "vitest";
import { fromFrames, toFrames } from "../../../kernel/wire/frames.js";
import { newMessage } from "../../../kernel/wire/message.js";
import { sign } from "../../../kernel/wire/signature.js";

const key = "a key";
const message = {
  ...newMessage("execute_request", { code: "π = '𝒙'" }, "session"),
  identities: [Buffer.from("someone")],
  buffers: [Buffer.from([1, 2, 3])],
};

describe("the wire", () => {
  it("gives back a message with its identities, its text and its buffers", () => {
    expect(fromFrames(toFrames(message, key), key)).toEqual(message);
  });

  it("signs with HMAC-SHA256 (RFC 4231, test case 2)", () => {
    expect(sign("Jefe", [Buffer.from("what do ya want "), Buffer.from("for nothing?")])).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });

  it("takes unsigned messages only on a connection without a key", () => {
    expect(fromFrames(toFrames(message, ""), "")).toEqual(message);
    expect(() => fromFrames(toFrames(message, ""), key)).toThrow(
      "signed with this connection's key",
    );
  });

  it("refuses a message that was changed under way or signed with another key", () => {
    const frames = toFrames(message, key);
    frames[6] = Buffer.from('{"code":"other"}');
    expect(() => fromFrames(frames, key)).toThrow("signed with this connection's key");
    expect(() => fromFrames(toFrames(message, "other"), key)).toThrow("signed with");
  });

  it("refuses frames that are no message, and says why", () => {
    expect(() => fromFrames([Buffer.from("x")], key)).toThrow("expected a frame <IDS|MSG>");
    expect(() => fromFrames(toFrames(message, key).slice(0, 4), key)).toThrow(
      "expected at least 5 frames (signature, header, parent header, metadata, content), got 2",
    );
    const list = Buffer.from("[]");
    const signed = Buffer.from(sign("", [list, list, list, list]));
    const frames = [Buffer.from("<IDS|MSG>"), signed, list, list, list, list];
    expect(() => fromFrames(frames, "")).toThrow("expected the header to be an object, got []");
  });
});
