export const startTour = () => {};
export const resume = () => {};
