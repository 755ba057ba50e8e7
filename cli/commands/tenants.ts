/** `postbus tenants`: the connections. */
import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { tenantsAddCommand } from './tenants-add.ts';
import { tenantsListCommand } from './tenants-list.ts';
import { tenantsRemoveCommand } from './tenants-remove.ts';
import { tenantsShowCommand } from './tenants-show.ts';

export const tenantsCommand = (context: CommandContext): Command =>
  [
    tenantsListCommand(context),
    tenantsShowCommand(context),
    tenantsAddCommand(context),
    tenantsRemoveCommand(context),
  ].reduce(
    (group, command) => group.addCommand(command),
    new Command('tenants').description('list, show, add and remove the connections of tenants'),
  );
