/**
 * How frames get from one location to another. Delivery is first-in-first-out per pair of locations
 * and at most once. A transport hands nothing over of its own accord: the host asks for what has come, between ticks.
 */
export interface Transport {
  /** Hands a frame over; false when there is no such location, and the frame is dropped. */
  send(to: string, frame: Uint8Array): boolean;
  /** Frames that have come since the last call, oldest first. */
  receive(): readonly Uint8Array[];
  /** Calls back when something may have come, until the function given back is called. */
  onArrival(listener: () => void): () => void;
}
