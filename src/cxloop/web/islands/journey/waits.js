// How long an event came after the one before.
import { milliseconds } from "../core/format.js";

/** Seconds since the event before; null for the first. */
export const waits = (events) => events.map((event, at) => (at === 0 ? null : (milliseconds(event.time) - milliseconds(events[at - 1].time)) / 1000));
