// The words for channels that a provider carries: how far messages come, files, reply windows,
// templates, consent, people, and writing first. A part of the catalogue.

import { count } from "./i18n-count";

export const delivery = {
  states: {
    waiting: "On its way",
    sent: "Sent",
    delivered: "Delivered",
    read: "Read",
    failed: "Not delivered",
    uncertain: "May not have arrived",
  },
  failedBecause: (why: string) => `Not delivered: ${why}`,
  causes: {
    recipient: "this address cannot be reached",
    opted_out: "the contact wants no more messages",
    window_closed: "the time for answers was over",
    content: "the provider does not take this text",
    filtered: "the provider took it for unwanted mail",
    quota: "too much was sent in a short time",
    misconfigured: "the channel is not set up right; tell your operator",
    other: "the provider refused it",
  } as Readonly<Record<string, string>>,
  uncertainLong: "The connection to the provider broke while this message was handed over: they may have it or not. It is not sent again by itself, so that nothing comes twice. Ask the contact, or write once more.",
  noReason: "The provider gave no reason.",
  code: (code: string) => `The provider's code: ${code}`,
  announceFailed: (name: string, why: string) => `A message to ${name} was not delivered: ${why}.`,
};

export const files = {
  media: { image: "Picture", audio: "Sound", video: "Film", sticker: "Sticker", document: "File" },
  open: (name: string) => `${name}, opens in a new tab`,
  download: "Download",
  gone: "The file is not there any more",
  checking: "Looking for the file…",
  kilobytes: (n: string) => `${n} KB`,
  megabytes: (n: string) => `${n} MB`,
  bytes: (n: number) => `${n} B`,
};

export const attach = {
  button: "Attach files",
  list: "Files that go out with the message",
  notHere: "This channel takes no files",
  tooMany: (max: number) => `At most ${max} files in one message`,
  left: (n: number) => (n === 1 ? "One file had no room in this message" : `${n} files had no room in this message`),
  empty: "The file is empty",
  tooLarge: (max: string) => `Larger than ${max}`,
  wrongKind: "Files of this kind are not sent here",
  coming: (name: string) => `${name} is being uploaded`,
  wait: "Try again what did not arrive, or leave it out",
  due: "Goes out as soon as the files are there",
  remove: (name: string) => `Leave out ${name}`,
  leaveOut: "Leave out",
  retry: (name: string) => `Try ${name} again`,
  drop: "Drop files here to attach them",
  unnamed: "File",
};

export const template = {
  mark: (name: string) => `Template ${name}`,
  choose: "Template",
  value: (n: number) => `Value ${n}`,
  preview: "What the contact reads",
  send: "Send template",
  incomplete: "Fill in every value first",
  none: "Choose a template first",
};

export const reply = {
  until: (when: string, left: string) => `Answers until ${when} (${left} left)`,
  untilExtended: (when: string, left: string) => `A person's answer is still allowed for ${left}, until ${when}`,
  closedSince: (when: string) => `The contact wrote too long ago: since ${when} this channel takes no free text.`,
  neverOpen: "The contact has not written yet: until they do, this channel takes no free text.",
  templatesLeft: "A template may still be sent.",
  nothingLeft: "Nothing can be sent until they write again.",
  draftKept: "Your draft is kept.",
  announceClosed: "The time for answers is over. The field for writing is closed.",
  minutes: (n: number) => `${n} min`,
  hours: (n: number) => `${n} h`,
  days: (n: number) => `${n} d`,
  tomorrow: (time: string) => `tomorrow ${time}`,
};

export const length = {
  parts: (used: string, n: number) => (n === 1 ? `${used} characters` : `${used} characters · goes out in ${n} parts`),
  sms: (used: number, holds: number, segments: number) => `${used}/${holds} · ${count(segments, "segment", "segments")}`,
  unicode: (char: string, each: number) => `${char} needs Unicode: ${each} characters a segment`,
};

export const consent = {
  closed: (when: string) => `The contact has asked for no more messages (${when}).`,
  closedHint: "Nothing is sent to them, on whatever channel they can be recognised. Should they change their mind, a supervisor can say so here.",
  menu: "More about this conversation",
  stop: "The contact asked to stop",
  stopTitle: (name: string) => `${name} wants no more messages?`,
  stopText: "From now on nobody can write to them, on whatever channel they can be recognised, neither here nor in a later conversation, until they write START or a supervisor takes it back. They get no confirmation from here.",
  stopConfirm: "Send no more messages",
  resume: "They want messages again",
  resumeTitle: (name: string) => `${name} wants messages again?`,
  resumeText: "Say so only if they told you themselves. From then on everybody can write to them again; it is noted in the conversation, with your name.",
  resumeConfirm: "Allow messages again",
  stoppedBy: {
    contact: "The contact asked for no more messages",
    provider: "The provider reports that the contact wants no more messages",
    agent: (name: string) => `${name} noted that the contact wants no more messages`,
  },
  resumedBy: {
    contact: "The contact wants messages again",
    provider: "The provider reports that the contact wants messages again",
    agent: (name: string) => `${name} noted that the contact wants messages again`,
  },
};

export const person = {
  title: "Earlier conversations",
  empty: "No other conversations with this person.",
  failed: "They could not be loaded.",
  open: "Open now",
  answeredBy: (name: string) => `answered by ${name}`,
  unanswered: "not answered",
  address: "Address",
  phone: "Phone number",
  first: "First message",
  last: "Last message",
  read: (channel: string, when: string) => `Read the conversation on ${channel}, ${when}`,
};

export const channelKinds = { live: "Web chat", sms: "SMS", phone: "Messages to a phone", app: "Messenger" };

export const start = {
  button: "New",
  title: "New conversation",
  channel: "Channel",
  address: "Address",
  addressHint: "As the channel spells it",
  phone: "Phone number",
  phoneHint: "With + and the country code, such as +43 660 1234567",
  what: "First message",
  asText: "Text",
  asTemplate: "Template",
  text: "Text",
  windowHint: "On this channel a first message has to be a template, unless the contact wrote a short while ago.",
  submit: "Start conversation",
  busy: "Starting…",
  problems: {
    empty: "Give the number to write to.",
    no_country: "Begin with + and the country code: +43 for Austria, +1 for the United States.",
    not_digits: "A phone number has digits only, after the +.",
    too_short: "This number is too short.",
    too_long: "This number is too long: 15 digits are the most.",
    noAddress: "Give the address to write to.",
  },
};

export const canChannels = {
  stopped: "The contact wants no more messages",
  windowClosed: "The time for answers is over",
  stoppedAlready: "They want no more messages already",
  notStopped: "They may be written to",
  noProvider: "On web chat the contact comes and goes as they like",
  noFreePlace: "You have no free place",
  noChannel: "No channel lets you write first",
};
