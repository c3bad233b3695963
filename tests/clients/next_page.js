// What the page of a shop does with @segment/analytics-next; the test bundles it and serves it from the shop.
import { AnalyticsBrowser } from "@segment/analytics-next";

const { server, key, byHand } = document.currentScript.dataset;
const segment = { apiKey: key, apiHost: `${server.split("//")[1]}/v1`, protocol: "http" };
const where = byHand ? { cdnSettings: { integrations: { "Segment.io": segment } } } : { cdnURL: server };
window.analytics = AnalyticsBrowser.load({ writeKey: key, ...where });
