/** 64 bits that tell texts apart, as 16 hexadecimal digits: two 32-bit FNV-1a hashes with different bases, mixed. */
export function fingerprint(text: string): string {
  return hash(text, 0x811c9dc5) + hash(text, 0x9747b28c);
}

function hash(text: string, basis: number): string {
  let bits = basis;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    bits = Math.imul(bits ^ (unit & 0xff), 0x01000193);
    bits = Math.imul(bits ^ (unit >> 8), 0x01000193);
  }
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
