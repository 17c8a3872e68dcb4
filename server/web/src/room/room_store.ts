/** The room as the page sees it; filled in with the client. */
export class RoomStore {}
