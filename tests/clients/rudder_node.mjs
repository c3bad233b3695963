// Says what it is told to with @rudderstack/rudder-sdk-node: ADDRESS KEY what; prints the failures it heard of.
import Analytics from "@rudderstack/rudder-sdk-node";
import { say } from "./saying.mjs";

const [, , dataPlaneUrl, writeKey, what] = process.argv;
const errors = [];
const heard = (error) => errors.push(String(error));
const client = new Analytics(writeKey, {
  dataPlaneUrl, flushInterval: 200, retryCount: 60, logLevel: "none", errorHandler: heard,
  axiosRetryConfig: { retries: 60, retryDelay: () => 500 },
});
await say(what, client);
while (client.queue.length || client.pendingFlush) {
  await client.flush();
  await client.pendingFlush;
  if (!client.queue.length) break;
}
console.log(JSON.stringify(errors));
