"""Who may do what: people, workspaces, members, invitations, API keys and the audit trail.

Nouns: Person, Workspace, Member, Role, Right, Invitation, ApiKey, AuditLine, Scope.
Verbs: create and change a workspace, invite, accept, revoke, change a role, remove a member,
leave, make and revoke a key, export and erase a person's data.
Events: WorkspaceCreated, MemberJoined, MemberLeft, RoleChanged, PersonErased.

Everything above takes a `scope.Scope` as its first argument; `queries.scope_of_person` and
`queries.scope_of_key` are the only two ways to get one from outside.
"""
