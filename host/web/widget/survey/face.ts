const SVG = "http://www.w3.org/2000/svg";

/** How far the mouth's middle is from its corners, by score. */
const MOUTHS = [-4, -2, 0, 2.5, 4.5];

/** A face for a score from 1 to 5. It says nothing to who cannot see it: the choice has its words. */
export function face(score: number): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const bend = MOUTHS[score - 1] ?? 0;
  const from = 15.5 - bend / 3;
  for (const d of ["M12 2.5a9.5 9.5 0 1 1 0 19 9.5 9.5 0 0 1 0-19Z", "M9 9.5v.5M15 9.5v.5", `M8 ${from}Q12 ${from + bend} 16 ${from}`]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
