export const kRoles = ['interviewer', 'reviewer', 'observer', 'teacher', 'student'] as const;
export type Role = (typeof kRoles)[number];

const kEverything = ['edit', 'edit_own', 'run', 'submit', 'chat', 'interviewers', 'signal', 'manage'];

const kPermissions: Readonly<Record<Role, readonly string[]>> = {
  interviewer: kEverything,
  reviewer: ['edit', 'edit_own', 'run', 'submit', 'chat', 'signal'],
  observer: ['interviewers'],
  teacher: kEverything,
  student: ['edit_own', 'run', 'submit', 'chat', 'signal'],
};

/** What a role may do, by the names of docs/protocol.md (`can`). */
export function permissionsOf(role: Role): readonly string[] {
  return kPermissions[role];
}
