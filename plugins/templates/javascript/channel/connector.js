// {{title}}: a channel over a provider's HTTP API. tests/*.json shows what goes over the wire.
import {
  descriptor, invalid, join, jsonOf, messageEvent, misconfigured, post, secret, sent, shaped, textOf, verifyHmac,
} from "../frontdesk/frontdesk.js";

export const describe = () => descriptor({
  kind: "channel",
  id: "{{name}}",
  version: "0.1.0",
  title: "{{title}}",
  hosts: ["{base_url}"],
  secrets: [
    secret("token", ["send"], "An API token"),
    secret("signing_key", ["verify"], "What webhooks are signed with"),
  ],
  settings: {{schema}},
});

export function validate(cx) {
  if (typeof cx.settings.base_url !== "string") throw misconfigured("the settings: base_url is missing");
}

const isMessage = shaped({ id: "string", from: "string", text: "string", at: "number" });

export function receive(call, cx) {
  verifyHmac(cx, call, { secret: "signing_key", header: "x-signature", prefix: "sha256=" });
  const said = jsonOf(call);
  if (!isMessage(said)) throw invalid("the call is no message");
  return { events: [messageEvent(said.id, said.from, said.at, said.text)], reply: null };
}

export function send(message, cx) {
  const json = { to: message.thread, text: textOf(message) };
  // The key lets the provider recognise a message that it has taken already.
  const request = post(join(cx.settings.base_url, "messages"), { json, bearer: "token", idempotency: cx.reference });
  return sent(cx.fetch(request).json(shaped({ id: "string" })).id);
}
