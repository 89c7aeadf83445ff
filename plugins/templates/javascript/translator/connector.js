// {{title}}: a connector to a translation service. tests/*.json shows what goes over the wire.
import { descriptor, join, misconfigured, post, secret, shaped } from "../frontdesk/frontdesk.js";

export const describe = () => descriptor({
  kind: "translator",
  id: "{{name}}",
  version: "0.1.0",
  title: "{{title}}",
  hosts: ["{base_url}"],
  secrets: [secret("token", ["send"], "An API token")],
  settings: {{schema}},
});

export function validate(cx) {
  if (typeof cx.settings.base_url !== "string") throw misconfigured("the settings: base_url is missing");
}

export function translate(job, cx) {
  const json = { texts: job.texts, source: job.source, target: job.target, keep: job.keep };
  const request = post(join(cx.settings.base_url, "translate"), { json, bearer: "token" });
  const isItem = shaped({ text: "string", detected: "string?" });
  const isWhole = ({ items }) => Array.isArray(items) && items.length === job.texts.length && items.every(isItem);
  const { items } = cx.fetch(request).json(isWhole);
  return { items: items.map(({ text, detected }) => ({ text, detected: detected ?? null })), billedChars: null };
}

export const capacity = () => ({ maxTexts: 50, maxChars: 30000, targets: [] });
