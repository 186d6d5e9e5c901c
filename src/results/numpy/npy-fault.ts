/** What is wrong with an array of numpy, in words that go on a sentence like "NAME cannot be read: ". */
export class NpyFault extends Error {}
