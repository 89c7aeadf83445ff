// Phones to type on. Everything that a message says is set as text, never as markup.

const shelf = document.querySelector("#shelf");
const loading = document.querySelector("#loading");
const empty = document.querySelector("#empty");
const link = document.querySelector("#link");
const spoken = document.querySelector("#spoken");

/** Phones as the providers have them, by provider, account and contact. */
const phones = new Map();
/** What is on the page, by provider and account. */
const devices = new Map();

/** Contacts that a phone is somebody's from the start. */
const FIRST = {
  twilio: "+15550100",
  vonage: "15550100100",
  whatsapp: "15550100200",
  messenger: "5550100300",
  instagram: "5550100400",
  telegram: "5550100500",
  x: "5550100600",
  line: "U00000000000000000000000000005501",
};

const TICKS = { sent: "✓ sent", delivered: "✓✓ delivered", read: "✓✓ read", failed: "✗ failed" };
const FILE_PROBLEMS = { unreachable: "no file is there", kind: "of a type that is not taken", too_large: "too large" };
const STANDINGS = { blocked: "blocked", window: "window closed", gone: "gone" };

/** Providers that tell of reading and never of delivery. */
const READ_ONLY = new Set(["instagram", "x"]);

/** Messages that a phone shows; older ones are there still (`GET /control/phones`). */
const SHOWN_MAX = 200;

const nameOf = (...parts) => JSON.stringify(parts);

async function order(path, body) {
  const options = body && {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(`/control/${path}`, options);
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(answer?.error ?? `status ${response.status}`);
  return answer;
}

/** The last digits changed, so that it is a contact of the same kind. */
function another(contact, count) {
  const digits = String(count).padStart(2, "0");
  return contact.slice(0, -digits.length) + digits;
}

class Device {
  constructor(provider, account) {
    this.provider = provider.provider;
    this.account = account;
    this.contact = FIRST[this.provider] ?? "1";
    this.contacts = new Set([this.contact]);
    this.drawn = [];
    const copy = document.querySelector("#phone").content.cloneNode(true);
    this.root = copy.querySelector(".phone");
    this.root.classList.add(this.provider);
    this.root.setAttribute("aria-label", `${provider.title}, ${account.address}`);
    this.find(".badge").textContent = provider.title.slice(0, 1);
    this.find(".title").textContent = provider.title;
    this.find(".account").textContent = account.address;
    this.find(".talk").setAttribute("aria-label", `Messages on ${provider.title}`);
    this.listen();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  get phone() {
    return phones.get(nameOf(this.provider, this.account.id, this.contact));
  }

  /** A text message does not tell that it was read. */
  get tellsReading() {
    return this.provider !== "twilio" || this.contact.startsWith("whatsapp:");
  }

  listen() {
    const words = this.find(".words");
    this.find(".write").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = words.value.trim();
      if (text) this.say({ text }).then((isSaid) => isSaid && (words.value = ""));
      words.focus();
    });
    words.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.find(".write").requestSubmit();
      }
    });
    this.find(".taps").addEventListener("click", (event) => this.tap(event.target.dataset.say));
    this.find(".contacts").addEventListener("change", (event) => {
      this.contact = event.target.value;
      this.draw();
    });
    this.find(".another").addEventListener("click", () => {
      this.contact = another(this.contact, this.contacts.size);
      this.contacts.add(this.contact);
      this.draw();
      words.focus();
    });
  }

  tap(kind) {
    if (kind === "media") this.say({ media: { caption: "" } });
    if (kind === "location") {
      this.say({ location: { latitude: 52.5163, longitude: 13.3777, name: "Brandenburg Gate" } });
    }
    if (kind === "stop") this.say({ text: "STOP" });
    if (kind === "block") {
      const isBarred = this.phone && this.phone.standing !== "open";
      const standing = isBarred ? "open" : "blocked";
      const body = { from: this.contact, account: this.account.id, standing };
      this.attempt(() => order(`${this.provider}/block`, body));
    }
  }

  /** Whether the gateway heard it. */
  say(content) {
    const body = { from: this.contact, account: this.account.id, ...content };
    return this.attempt(async () => {
      const { heard } = await order(`${this.provider}/say`, body);
      const refused = heard.find(({ status }) => !(status >= 200 && status < 300));
      if (refused?.status) throw new Error(`The gateway answered ${refused.status}.`);
      if (refused) throw new Error(`The gateway does not answer at ${this.account.webhook_url}`);
    });
  }

  async attempt(action) {
    const trouble = this.find(".trouble");
    const send = this.find(".send");
    trouble.textContent = "";
    send.disabled = true;
    try {
      await action();
      return true;
    } catch (error) {
      trouble.textContent = error instanceof TypeError ? "The providers are not running." : error.message;
      return false;
    } finally {
      send.disabled = false;
    }
  }

  draw() {
    const { phone } = this;
    this.drawContacts();
    const standing = STANDINGS[phone?.standing] ?? "";
    this.find(".standing").textContent = standing;
    this.find(".standing").hidden = !standing;
    const block = this.find("[data-say=block]");
    block.classList.toggle("on", Boolean(standing));
    block.textContent = standing ? "Unblock" : "Block";
    const messages = phone?.messages ?? [];
    this.find(".silence").hidden = messages.length > 0;
    this.drawMessages(messages.slice(-SHOWN_MAX));
    if (document.visibilityState === "visible") this.read(messages);
  }

  /** Draws when the browser next does, however many changes there are until then. */
  drawSoon() {
    if (this.isDue) return;
    this.isDue = true;
    setTimeout(() => {
      this.isDue = false;
      this.draw();
    }, 30);
  }

  drawContacts() {
    const select = this.find(".contacts");
    const labels = [...this.contacts].map((contact) => {
      const named = phones.get(nameOf(this.provider, this.account.id, contact))?.name;
      return [contact, named ? `${named} (${contact})` : contact];
    });
    // An open list must not close because a message came.
    const drawn = nameOf(labels);
    if (this.labels !== drawn) {
      this.labels = drawn;
      select.replaceChildren(...labels.map(([contact, label]) => new Option(label, contact)));
    }
    select.value = this.contact;
  }

  /** Only what has changed is drawn again, so that the focus stays where it is. */
  drawMessages(messages) {
    const talk = this.find(".talk");
    const isAtEnd = talk.scrollTop + talk.clientHeight >= talk.scrollHeight - 40;
    const drawn = messages.map((message) => nameOf(this.contact, message));
    drawn.forEach((name, at) => {
      if (this.drawn[at] === name) return;
      const bubble = this.bubble(messages[at]);
      if (talk.children[at]) talk.children[at].replaceWith(bubble);
      else talk.append(bubble);
    });
    while (talk.children.length > drawn.length) talk.lastChild.remove();
    this.drawn = drawn;
    if (isAtEnd) talk.scrollTop = talk.scrollHeight;
  }

  /** Tells the gateway that what is on the screen was read. */
  read(messages) {
    for (const message of messages) {
      const states = message.states ?? [];
      const isNew = message.by === "gateway" && message.arrived && !message.isRead;
      const isTold = READ_ONLY.has(this.provider) || states.includes("delivered");
      if (!isNew || !isTold || !this.tellsReading) continue;
      message.isRead = true;
      if (!states.includes("read")) {
        order(`${this.provider}/receipts`, { message: message.id, states: ["read"] }).catch(() => {});
      }
    }
  }

  bubble(message) {
    const item = document.createElement("li");
    const isOwn = message.by === "contact";
    item.className = isOwn ? "bubble own" : "bubble";
    if (!message.arrived) item.classList.add("lost");
    item.append(said(message));
    const choices = message.options ?? [];
    if (choices.length > 0) item.append(this.choices(choices));
    const footer = document.createElement("footer");
    const at = new Date(message.at_ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const state = isOwn ? "" : (message.states ?? []).at(-1);
    const lost = message.answered ? "" : "the answer was lost";
    footer.textContent = [at, TICKS[state], lost].filter(Boolean).join(" · ");
    item.append(footer);
    return item;
  }

  choices(choices) {
    const row = document.createElement("div");
    row.className = "choices";
    for (const button of choices) {
      const tap = document.createElement("button");
      tap.type = "button";
      tap.textContent = button.text;
      tap.addEventListener("click", () => this.say({ button }));
      row.append(tap);
    }
    return row;
  }
}

/** What a message says, as an element. */
function said(message) {
  const body = document.createElement("div");
  const { text, media, location, contact, button, unknown, file } = message;
  if (media) {
    const own = "/media/picture.png";
    if (media.url.endsWith(own)) {
      const picture = document.createElement("img");
      picture.src = own;
      picture.alt = "Picture: sun over green hills";
      picture.width = 240;
      picture.height = 160;
      body.append(picture);
    } else {
      // Nothing is loaded from addresses that a message names: what the provider has fetched is here.
      if (file?.shown) {
        const picture = document.createElement("img");
        picture.src = file.shown;
        picture.alt = `Picture of ${file.bytes} bytes`;
        picture.width = 240;
        body.append(picture);
      } else {
        body.append(`📎 ${media.url}`);
      }
      if (file && !file.shown) {
        const what = file.problem ? FILE_PROBLEMS[file.problem] : `${file.kind}, ${file.bytes} bytes`;
        body.append(` (${what})`);
      }
    }
    if (media.caption) body.append(media.caption);
  } else if (location) {
    body.append(`📍 ${location.name ?? ""} ${location.latitude}, ${location.longitude}`);
  } else if (contact) {
    body.append(`👤 ${contact.name} ${contact.phone}`);
  } else {
    body.append(text ?? button?.text ?? `[${unknown}]`);
  }
  return body;
}

/** A device's phone, and what is new on it. */
function change({ message, ...head }) {
  const name = nameOf(head.provider, head.account, head.contact);
  const phone = phones.get(name) ?? { messages: [] };
  phones.set(name, Object.assign(phone, head));
  if (message) {
    const at = phone.messages.findIndex(({ id, by }) => id === message.id && by === message.by);
    if (at >= 0) Object.assign(phone.messages[at], message);
    else {
      phone.messages.push(message);
      speak(head, message);
    }
  }
  const device = devices.get(nameOf(head.provider, head.account));
  if (!device) {
    readAll();
    return;
  }
  device.contacts.add(head.contact);
  device.drawSoon();
}

function speak(phone, message) {
  if (message.by === "gateway" && message.arrived) {
    const title = devices.get(nameOf(phone.provider, phone.account))?.find(".title").textContent;
    spoken.textContent = `${title ?? phone.provider}: ${said(message).textContent}`;
  }
}

/** Reads everything anew: at the start, after a reset, and when something was missed. */
async function readAll() {
  const [providers, all] = await Promise.all([order("accounts"), order("phones")]);
  phones.clear();
  for (const phone of all) phones.set(nameOf(phone.provider, phone.account, phone.contact), phone);
  for (const provider of providers) {
    for (const account of provider.accounts) {
      const name = nameOf(provider.provider, account.id);
      if (devices.has(name)) continue;
      const device = new Device(provider, account);
      devices.set(name, device);
      shelf.append(device.root);
    }
  }
  for (const phone of all) devices.get(nameOf(phone.provider, phone.account))?.contacts.add(phone.contact);
  for (const device of devices.values()) device.draw();
  loading.hidden = true;
  empty.hidden = devices.size > 0;
}

function show(state, words) {
  link.dataset.state = state;
  link.textContent = words;
}

function listen() {
  const events = new EventSource("/control/events");
  const refresh = () => readAll().catch(() => show("offline", "The providers do not answer; trying again."));
  events.addEventListener("open", () => {
    show("live", "Live");
    refresh();
  });
  events.addEventListener("phone", (event) => change(JSON.parse(event.data)));
  events.addEventListener("again", refresh);
  events.addEventListener("error", () => {
    show("offline", "Offline: the providers are not running. Trying again.");
    loading.hidden = true;
    // A page of another kind ends the stream for good.
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2_000);
  });
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") for (const device of devices.values()) device.draw();
});

document.querySelector("#example").textContent = `curl ${location.origin}/control/telegram/accounts \\
  --json '{"id":"7","token":"7:abc","secret":"s3cret",
           "webhook_url":"http://127.0.0.1:8080/api/v1/channels/telegram/webhook"}'`;
listen();
