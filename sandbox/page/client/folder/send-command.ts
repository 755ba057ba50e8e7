/** The command that puts a first message into an empty folder, ready to paste into a shell. */
export function sendCommand(tenant: string): string {
  const key = /^[\w.-]+$/.test(tenant) ? tenant : `'${tenant.replaceAll("'", "'\\''")}'`;
  return `npx postbus send --tenant ${key} --to ada@example.org --subject Hello --text Hi`;
}
