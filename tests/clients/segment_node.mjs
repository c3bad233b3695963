// Says what it is told to with @segment/analytics-node: ADDRESS KEY what; prints the failures it heard of.
import { Analytics } from "@segment/analytics-node";
import { say } from "./saying.mjs";

const [, , host, writeKey, what] = process.argv;
const client = new Analytics({ host, writeKey, flushInterval: 200, maxRetries: 10 });
const errors = [];
client.on("error", (error) => errors.push(String(error.reason)));
await say(what, client);
await client.closeAndFlush({ timeout: 30_000 });
console.log(JSON.stringify(errors));
