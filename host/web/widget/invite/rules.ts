import type { Condition } from "../../protocol/api.ts";
import { matches } from "./patterns.ts";

/** What is known of a page and its visitor at a moment. Times are milliseconds while the page is visible. */
export interface Facts {
  href: string;
  referrer: string;
  /** This page has been visible. */
  pageMs: number;
  /** Pages have been visible in this visit. */
  siteMs: number;
  /** Nobody has moved, typed or scrolled. */
  idleMs: number;
  /** Which page of the visit it is. */
  pages: number;
  /** Which visit it is. */
  visits: number;
  /** Percent of the page that have been seen. */
  scroll: number;
  /** The pointer has left the page upwards. */
  exit: boolean;
  /** Nothing can hover here. */
  touch: boolean;
  /** What the visitor speaks (BCP 47). */
  language: string;
  /** What the page said of them. */
  data: ReadonlyMap<string, string>;
  /** How long the pointer has been over an element of this selector; null: it is not. */
  hoverMs(selector: string): number | null;
  /** How long half of one has been visible; null: none is. */
  visibleMs(selector: string): number | null;
}

const isNow = (holds: boolean): number => (holds ? 0 : Infinity);

/** How long it takes until `reached` milliseconds are `wanted`. */
const left = (wanted: number, reached: number | null): number => (reached === null ? Infinity : Math.max(0, wanted - reached));

/**
 * In how many milliseconds a condition holds if nothing happens but time; 0: it does, Infinity: something has to
 * happen first. A condition with a `not` in it may have ceased to hold by then, so it is asked again.
 */
export function due(condition: Condition, facts: Facts): number {
  switch (condition.kind) {
    case "all":
      return Math.max(...condition.of.map((one) => due(one, facts)));
    case "any":
      return Math.min(...condition.of.map((one) => due(one, facts)));
    case "not":
      return isNow(due(condition.of, facts) > 0);
    case "url":
      return isNow(matches(condition.syntax, condition.pattern, facts.href));
    case "referrer":
      return isNow(matches(condition.syntax, condition.pattern, facts.referrer));
    case "utm":
      return isNow(campaign(facts.href, condition.name).toLowerCase() === condition.value.toLowerCase());
    case "dwell":
      return left(condition.ms, facts.touch ? facts.visibleMs(condition.selector) : facts.hoverMs(condition.selector));
    case "visible":
      return left(condition.ms, facts.visibleMs(condition.selector));
    case "page":
      return left(condition.seconds * 1_000, facts.pageMs);
    case "site":
      return left(condition.seconds * 1_000, facts.siteMs);
    case "idle":
      return left(condition.seconds * 1_000, facts.idleMs);
    case "pages":
      return isNow(isBetween(facts.pages, condition.min, condition.max));
    case "visits":
      return isNow(isBetween(facts.visits, condition.min, condition.max));
    case "scroll":
      return isNow(facts.scroll >= condition.percent);
    case "exit":
      return isNow(facts.exit);
    case "device":
      return isNow(facts.touch === condition.touch);
    case "language":
      return isNow(condition.tags.some((tag) => speaks(facts.language.toLowerCase(), tag)));
    case "data":
      return isNow(condition.values.includes(facts.data.get(condition.name) ?? "\0"));
    default:
      condition satisfies never;
      // A gateway that is newer than this script asks for something that cannot be known here.
      return Infinity;
  }
}

/** The selectors of a kind anywhere in a condition. */
export function selectors(condition: Condition, kind: "dwell" | "visible"): string[] {
  if (condition.kind === "all" || condition.kind === "any") return condition.of.flatMap((one) => selectors(one, kind));
  if (condition.kind === "not") return selectors(condition.of, kind);
  return condition.kind === kind ? [condition.selector] : [];
}

const isBetween = (count: number, min: number, max: number | null | undefined): boolean => count >= min && count <= (max ?? Infinity);

const speaks = (language: string, tag: string): boolean => language === tag || language.startsWith(`${tag}-`);

function campaign(href: string, name: string): string {
  try {
    return new URL(href).searchParams.get(`utm_${name}`) ?? "";
  } catch {
    return "";
  }
}
