// The colours of series, as custom properties, so that they follow the light.
const COUNT = 8;

/** The colour of the series of this number. */
export const colour = (number) => `var(--c${(((number % COUNT) + COUNT) % COUNT) + 1})`;
