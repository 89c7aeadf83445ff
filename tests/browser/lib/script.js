// A script with an object of every kind, the servers that it asks, and a telephone company to carry its texts.
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

export const TOKEN = "a telephone company's token";
const ACCOUNT = "AC00000000000000000000000000000001";
const OURS = "+15017122661";

async function listening(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${server.address().port}`;
}

async function bodyOf(request) {
  let body = "";
  for await (const part of request) body += part;
  return body;
}

/** Knows orders, and how often it was asked for each. */
export async function orderServer() {
  const asked = [];
  const server = createServer((request, response) => {
    const order = new URL(request.url, "http://x").searchParams.get("order");
    asked.push({ order, key: request.headers["idempotency-key"], token: request.headers.authorization });
    if (order !== "77") return response.writeHead(404).end();
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ order: { status: "on its way" } }));
  });
  const origin = await listening(server);
  return { origin, asked, close: () => server.close() };
}

/** Takes text messages as Twilio does, and brings those of one telephone. */
export async function telephoneCompany() {
  const sent = [];
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await bodyOf(request));
    sent.push({ to: form.get("To"), text: form.get("Body") });
    const sid = `SM${String(sent.length).padStart(32, "0")}`;
    response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ sid, status: "queued" }));
  });
  const origin = await listening(server);
  let number = 0;
  return {
    origin,
    sent,
    /** What this telephone was sent. */
    textsTo: (phone) => sent.filter(({ to }) => to === phone).map(({ text }) => text),
    async brings(from, text, webhook) {
      number += 1;
      const form = { AccountSid: ACCOUNT, MessageSid: `SM${String(number).padStart(31, "0")}f`, From: from, To: OURS, Body: text, NumMedia: "0" };
      const signed = webhook + Object.keys(form).sort().map((key) => key + form[key]).join("");
      const signature = createHmac("sha1", TOKEN).update(signed).digest("base64");
      const answer = await fetch(webhook, { method: "POST", headers: { "x-twilio-signature": signature }, body: new URLSearchParams(form) });
      if (!answer.ok) throw new Error(`the gateway answered ${answer.status}: ${await answer.text()}`);
    },
    close: () => server.close(),
  };
}

/** Sections with the script `tour`, and a channel of text messages. `port`: the gateway's. */
export function sections({ orders, telephone, port }) {
  return `
[schedule.always]
time_zone = "UTC"
hours = ["mon-sun 00:00-24:00"]

[http_call.orders]
url = "${orders}/orders"
token = { env = "FRONTDESK_TEST_TOKEN" }
private_networks = true

[connector.helper]
wasm = "bot-echo.wasm"

# The tour: one object of every kind.
[[script.tour.objects]]
tag = "hours"
does = "schedule"
schedule = "always"
open = "hello" # day and night
closed = "bye"
[[script.tour.objects]]
tag = "hello"
does = "message"
text = { en = "Welcome to the tea shop." }
next = "tongue"
[[script.tour.objects]]
tag = "tongue"
does = "language"
languages = { de = "who" }
else = "who"
[[script.tour.objects]]
tag = "who"
does = "check_customer"
found = "known"
many = "topic"
none = "topic"
error = "topic"
[[script.tour.objects]]
tag = "known"
does = "set_variable"
variable = "_known"
value = "yes"
next = "topic"
[[script.tour.objects]]
tag = "topic"
does = "menu"
text = { en = "What is it about?" }
choices = [{ text = { en = "My order" }, to = "bot" }, { text = { en = "Leave a message" }, to = "note" }, { text = { en = "A person" }, to = "busy" }]
again = { en = "Please choose one of these." }
else = "busy"
[[script.tour.objects]]
tag = "bot"
does = "plugin_call"
connector = "helper"
within_s = 20
next = "call"
end = "how"
error = "busy"
[[script.tour.objects]]
tag = "call"
does = "http_call"
call = "orders"
fields = { order = "{_order}" }
keep = { _status = "/order/status" }
next = "told"
error = "lost"
[[script.tour.objects]]
tag = "told"
does = "message"
text = { en = "Order {_order} is {_status}." }
next = "how"
[[script.tour.objects]]
tag = "lost"
does = "message"
text = { en = "We cannot see order {_order}." }
next = "vip"
[[script.tour.objects]]
tag = "vip"
does = "test_variable"
variable = "_known"
equals = "yes"
yes = "queue"
no = "busy"
[[script.tour.objects]]
tag = "busy"
does = "test_queue"
queue = "sales"
measure = "waiting"
greater = 50
yes = "note"
no = "queue"
[[script.tour.objects]]
tag = "note"
does = "offline_form"
text = { en = "What shall we answer to?" }
thanks = { en = "We have your message." }
next = "bye"
error = "queue"
[[script.tour.objects]]
tag = "how"
does = "survey"
text = { en = "How was it, from 1 to 5?" }
thanks = { en = "Thank you." }
next = "over"
[[script.tour.objects]]
tag = "over"
does = "goto"
to = "bye"
[[script.tour.objects]]
tag = "queue"
does = "forward"
queue = "sales"
in_queue = "soon"
skip = { text = { en = "I will not wait" }, to = "note" }
[[script.tour.objects]]
tag = "soon"
does = "wait_message"
at_s = 1
text = { en = "You are number {position}." }
[[script.tour.objects]]
tag = "bye"
does = "end"
text = { en = "Goodbye" }

[channel.texts]
wasm = "twilio.wasm"
queue = "sales"
title = "Text messages"
script = "tour"

[channel.texts.settings]
base_url = "${telephone}"
account_sid = "${ACCOUNT}"
from = "${OURS}"
webhook_url = "http://127.0.0.1:${port}/api/v1/channels/texts/webhook"

[channel.texts.grants]
hosts = ["${telephone}"]
private_networks = true

[channel.texts.secrets]
auth_token = { env = "FRONTDESK_TEST_TOKEN", uses = ["send", "verify"], hosts = ["${telephone}"] }
`;
}
