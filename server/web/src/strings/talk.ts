// What people tell each other: problem, notes, chat.

export const talk = {
  problem: {
    tab: 'Problem',
    empty: 'No problem is set yet.',
    emptyManage: 'No problem is set. Write one, and everybody sees it here.',
    write: 'Write a problem',
    change: 'Change the problem',
    title: 'Title',
    titleTooLong:
      'A title has at most 200 letters, fewer of other scripts. The rest belongs into the statement.',
    statement: 'Statement',
    save: 'Show it to everybody',
  },
  notes: {
    tab: 'Notes',
    about: 'Only interviewers and observers see these.',
    empty: 'No notes yet. Write down what you notice, while you notice it.',
    write: 'A private note',
    send: 'Add the note',
  },
  chat: {
    tab: 'Chat',
    to: 'Who reads this',
    everyone: 'Everyone',
    interviewers: 'Interviewers',
    empty: 'No messages yet. Everybody in the room reads what is written here.',
    emptyPrivate: 'Only interviewers and observers read what is written here.',
    write: 'Write a message',
    writePrivate: 'Write to interviewers',
    send: 'Send',
    unread: 'unread',
    log: 'Messages',
    jump: 'New messages',
    said: (name: string, text: string) => `${name}: ${text}`,
    cannot: 'You can read along.',
    ended: 'The interview has ended.',
  },
};
