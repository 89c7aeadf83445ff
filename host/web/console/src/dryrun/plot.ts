// Where things stand in the pictures, in percent of their width and height. Pure.

import type { SimulatedPoint } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** The curve's points. Its times stand at equal distances, as they are chosen to grow. */
export function spots(points: readonly SimulatedPoint[]): Spot[] {
  const last = Math.max(1, points.length - 1);
  return points.flatMap(({ percent }, at) => (percent === null ? [] : [{ x: (at / last) * 100, y: 100 - percent }]));
}

/** For a line's `points`, with a dot for the decimal sign. */
export function line(of: readonly Spot[]): string {
  return of.map(({ x, y }) => `${x.toFixed(2)},${y.toFixed(2)}`).join(" ");
}

/** Where a time stands among the curve's. */
export function placeOf(seconds: number, times: readonly number[]): number {
  const last = Math.max(1, times.length - 1);
  const behind = times.findIndex((time) => time >= seconds);
  if (behind <= 0) return behind === 0 ? 0 : 100;
  const [from = 0, to = 0] = [times[behind - 1], times[behind]];
  return ((behind - 1 + (seconds - from) / Math.max(1, to - from)) / last) * 100;
}

/** `20 s`, `5 min`. */
export function timeName(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : t.reply.minutes(seconds / 60);
}
