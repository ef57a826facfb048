/** The second derivative of lnΓ, which @stdlib has not among what this package depends on. */

/** From here on nine terms of the asymptotic series (Abramowitz and Stegun 1964, 6.4.12) reach the last digits. */
const FAR = 12;

/** ψ′(x) for x > 0, by ψ′(x) = ψ′(x + 1) + 1/x² until x is far enough. */
export function trigamma(x: number): number {
  let near = 0;
  let far = x;
  for (; far < FAR; far += 1) near += 1 / (far * far);
  const y = 1 / (far * far);
  const tail =
    1 / 6 - y * (1 / 30 - y * (1 / 42 - y * (1 / 30 - y * (5 / 66 - y * (691 / 2730 - y * (7 / 6))))));
  return near + (1 + 1 / (2 * far) + y * tail) / far;
}
