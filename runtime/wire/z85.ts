const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

/** The 32 bytes of a key from its 40 characters (ZeroMQ's RFC 32), or null for a text that is none. */
export function keyBytes(text: string): Uint8Array | null {
  if (text.length !== 40) return null;
  const view = new DataView(new ArrayBuffer(32));
  for (let group = 0; group < 8; group++) {
    let value = 0;
    for (const digit of text.slice(5 * group, 5 * group + 5)) {
      const worth = digits.indexOf(digit);
      if (worth < 0) return null;
      value = value * 85 + worth;
    }
    if (value > 0xffffffff) return null;
    view.setUint32(4 * group, value);
  }
  return new Uint8Array(view.buffer);
}
