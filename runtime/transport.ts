/** Messages for one location, as bytes. */
export interface Outgoing {
  /** The location that they are for. */
  readonly to: string;
  /** The messages; what is in it is the runtime's affair. */
  readonly payload: Uint8Array;
  /** They are not to be lost. */
  readonly reliable: boolean;
  /** How many rows there are in it. */
  readonly count: number;
}

/** Messages of one location for another, as bytes. */
export interface Parcel {
  /** The location that they are from. */
  readonly from: string;
  /** The location that they are for. */
  readonly to: string;
  /** As it was sent. */
  readonly payload: Uint8Array;
}

/**
 * How messages get from one location to another. Delivery is first-in-first-out per pair of locations
 * and at most once. A transport hands nothing over of its own accord: the host asks for what has come, between ticks.
 */
export interface Transport {
  /** Hands messages over; false when there is no such location, and they are dropped. */
  send(messages: Outgoing): boolean;
  /** What has come since the last call, oldest first. */
  receive(): readonly Parcel[];
  /** Says that a tick is complete, and all that was received before it is in effect. */
  commit(): void;
  /** Calls back when something may have come, until the function given back is called. */
  onArrival(listener: () => void): () => void;
}
