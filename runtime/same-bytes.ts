/** Whether two texts of bytes are the same: of a few bytes that is found out faster than by a call of the system's libraries. Those compared here mostly differ near their ends. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = a.length - 1; at >= 0; at--) if (a[at] !== b[at]) return false;
  return true;
}
