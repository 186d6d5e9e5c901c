/** The text of a browser's script, built into one piece: see build/page-script.ts. */
declare module '*?script' {
  export const script: string;
}
