import { expect, test } from "vitest";

import { linkify } from "./linkify.ts";

const links = (message: string): string[] => linkify(message).flatMap((piece) => (piece.kind === "link" ? [piece.href] : []));
const whole = (message: string): string => linkify(message).map(({ text }) => text).join("");

test("https, mailto, tel and mail addresses lead somewhere", () => {
  expect(links("see https://a.example/x?y=1#z, mailto:b@c.example, tel:+4912345 or d.e+f@g.example.")).toEqual([
    "https://a.example/x?y=1#z",
    "mailto:b@c.example",
    "tel:+4912345",
    "mailto:d.e+f@g.example",
  ]);
});

test("nothing else does", () => {
  expect(links("http://a.example javascript:alert(1) data:text/html,x ftp://a file:///etc/passwd https:// www.a.example")).toEqual([]);
});

test("the end of a sentence does not belong to the address, closed brackets do", () => {
  expect(links("(https://a.example/b). https://a.example/c_(d)!")).toEqual(["https://a.example/b", "https://a.example/c_(d)"]);
});

test("an address that turns its reading direction stays text", () => {
  expect(links("https://a.example/\u202Egro.knab")).toEqual([]);
});

test("no character of the message is lost or added", () => {
  for (const message of ["", "plain", "<b>https://a.example</b>", "a@b.example\nhttps://c.example/(d)) end", "\u0000https://a.example\u0000"]) {
    expect(whole(message)).toBe(message);
  }
});

test("the gateway's own pages are linked without https, and nobody else's", () => {
  const own = linkify("http://127.0.0.1:8080/files/x http://127.0.0.1:8081/x http://evil.example", "http://127.0.0.1:8080/");
  expect(own.filter(({ kind }) => kind === "link").map(({ text }) => text)).toEqual(["http://127.0.0.1:8080/files/x"]);
});
