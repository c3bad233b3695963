// Whether the page is dark: as the reader chose, else as their system is.
export const night = matchMedia("(prefers-color-scheme: dark)");
export const dark = () => ({ dark: true, light: false })[document.documentElement.dataset.theme] ?? night.matches;
