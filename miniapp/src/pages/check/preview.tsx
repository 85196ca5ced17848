/** Only the browser has a console around it that shows a form while it is written. */
export const Preview = (): null => null
