// Asks for flags with @openfeature/ofrep-provider: ADDRESS KEY JSON, a list of [type, flag, default, context]; prints the details.
import { OpenFeature } from "@openfeature/server-sdk";
import { OFREPProvider } from "@openfeature/ofrep-provider";

const [, , baseUrl, key, questions] = process.argv;
await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl, headers: [["authorization", `Bearer ${key}`]] }));
const client = OpenFeature.getClient();
const found = [];
for (const [type, flag, fallback, context] of JSON.parse(questions)) {
  const { value, variant, reason, errorCode, flagMetadata } = await client[`get${type}Details`](flag, fallback, context);
  found.push({ value, variant, reason, errorCode, flagMetadata });
}
console.log(JSON.stringify(found));
await OpenFeature.close();
