import type { Lent } from "./lent.ts";

// The build gives this in place of the library, whose names these are.
export let jsx: Lent["jsx"];
export let jsxs: Lent["jsx"];
export let Fragment: Lent["Fragment"];
export let useEffect: Lent["useEffect"];
export let useRef: Lent["useRef"];
export let useState: Lent["useState"];

/** Takes the library over from the panel. */
export function borrow(lent: Lent): void {
  ({ jsx, Fragment, useEffect, useRef, useState } = lent);
  jsxs = lent.jsx;
}
