// What the page of a shop does with @openfeature/ofrep-web-provider; the test bundles it and serves it from the shop.
import { OpenFeature, ProviderEvents } from "@openfeature/web-sdk";
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";

const { server, key, poll } = document.currentScript.dataset;
const answers = [];
const fetchImplementation = async (...asked) => {
  const answer = await fetch(...asked);
  answers.push(answer.status);
  return answer;
};
const options = { baseUrl: server, headers: [["authorization", `Bearer ${key}`]], fetchImplementation };
const how = poll ? { pollInterval: 200, changeDetection: "polling" } : { pollInterval: 0, changeDetection: "sse" };
const changes = [];
window.flags = {
  answers,
  changes,
  async begin(context) {
    OpenFeature.addHandler(ProviderEvents.ConfigurationChanged, (told) => changes.push(told.flagsChanged));
    await OpenFeature.setContext(context);
    await OpenFeature.setProviderAndWait(new OFREPWebProvider({ ...options, ...how }));
  },
  become: (context) => OpenFeature.setContext(context),
  boolean: (flag, fallback) => OpenFeature.getClient().getBooleanValue(flag, fallback),
  string: (flag, fallback) => OpenFeature.getClient().getStringValue(flag, fallback),
};
