import { Operation } from '../ot/operation.js';
import { bad, Fields } from './fields.js';
import { kRoles, type Role } from './roles.js';

/** What people ask of a room, with the names of the wire, without `n`; an edit gets its `base` when it is sent. */
export type Command =
  | { type: 'edit'; doc: number; op: Operation }
  | { type: 'chat'; text: string; to?: 'all' | 'interviewers' }
  | { type: 'note'; text: string }
  | { type: 'open_doc'; name: string; text?: string; owner?: number }
  | { type: 'rename_doc'; doc: number; name: string }
  | { type: 'remove_doc'; doc: number }
  | { type: 'set_language'; language: string }
  | { type: 'set_problem'; id: string; title: string; statement: string }
  | { type: 'run'; doc: number; language?: string; stdin?: string; interactive?: boolean }
  | { type: 'run_input'; run: number; data?: string; end?: boolean }
  | { type: 'run_stop'; run: number }
  | { type: 'submit' }
  | { type: 'lock' }
  | { type: 'unlock' }
  | { type: 'set_role'; participant: number; role: Role }
  | { type: 'remove'; participant: number }
  | { type: 'end' };

export type EditCommand = Extract<Command, { type: 'edit' }>;

/** The message that asks for a command; `base`: the revision that an edit applies to. */
export function encodeCommand(n: number, command: Command, base: number): string {
  if (command.type === 'edit')
    return JSON.stringify({ type: 'edit', n, doc: command.doc, base, op: command.op });
  const { type, ...fields } = command;
  return JSON.stringify({ type, n, ...fields });
}

type Rule = 'id' | 'id?' | 'text' | 'text?' | 'flag?' | 'to?' | 'role' | 'op';

const kRules: Readonly<Record<Command['type'], Readonly<Record<string, Rule>>>> = {
  edit: { doc: 'id', op: 'op' },
  chat: { text: 'text', to: 'to?' },
  note: { text: 'text' },
  open_doc: { name: 'text', text: 'text?', owner: 'id?' },
  rename_doc: { doc: 'id', name: 'text' },
  remove_doc: { doc: 'id' },
  set_language: { language: 'text' },
  set_problem: { id: 'text', title: 'text', statement: 'text' },
  run: { doc: 'id', language: 'text?', stdin: 'text?', interactive: 'flag?' },
  run_input: { run: 'id', data: 'text?', end: 'flag?' },
  run_stop: { run: 'id' },
  submit: {},
  lock: {},
  unlock: {},
  set_role: { participant: 'id', role: 'role' },
  remove: { participant: 'id' },
  end: {},
};

/** Reads a command from JSON that may be anything. Throws `bad_message`, `bad_text`, the `op_*`. */
export function readCommand(value: unknown): Command {
  const fields = new Fields(value);
  const type = fields.text('type');
  if (!Object.hasOwn(kRules, type)) throw bad('there is no such command');
  const command: Record<string, unknown> = { type };
  for (const [name, rule] of Object.entries(kRules[type as Command['type']])) {
    if (rule.endsWith('?') && !fields.has(name)) continue;
    command[name] = readField(fields, name, rule);
  }
  return command as Command;
}

function readField(fields: Fields, name: string, rule: Rule): unknown {
  switch (rule) {
    case 'id':
    case 'id?':
      return fields.id(name);
    case 'text':
    case 'text?':
      return fields.text(name);
    case 'flag?':
      return fields.flag(name, false);
    case 'to?':
      return fields.oneOf(name, ['all', 'interviewers']);
    case 'role':
      return fields.knownOf(name, kRoles);
    case 'op':
      return Operation.read(fields.any(name));
  }
}
