/** The participant's end of a room: see docs/embedding.md of the project. */
export {};
