/** A tenant with one of its apps changed. */
import type { App, Tenant } from './tenant.ts';

export function changeApp(tenant: Tenant, clientId: string, change: (app: App) => App): Tenant {
  return { ...tenant, apps: tenant.apps.map((app) => (app.clientId === clientId ? change(app) : app)) };
}
