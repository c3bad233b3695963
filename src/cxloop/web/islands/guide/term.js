export const explain = () => {};
