/** Bytes as base64 text, in Node and in browsers alike. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  // String.fromCharCode takes its bytes as arguments, and a call can hold only so many.
  for (let i = 0; i < bytes.length; i += 8192)
    binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(binary);
}

/** Text as base64 of its UTF-8 bytes. */
export const textToBase64 = (text: string): string => toBase64(new TextEncoder().encode(text));
