/** What is logged before a snapshot is made, at least, unless said otherwise, in bytes. */
export const leastLog = 4 << 20;

/** And at most: a log is read as a whole, and Node reads no file of more than 2 GB. */
export const mostLog = 1 << 30;
