/**
 * App settings as Core Tools resolves them: the environment wins over `Values` of local.settings.json.
 * `%NAME%` in a trigger's options stands for a setting. A missing one is a problem to report, not an error to throw,
 * so that all are found at once.
 */
import { readFile } from 'node:fs/promises';
import { StartRefusal } from './start-refusal.ts';

export type AppSettings = Readonly<Record<string, string | undefined>>;

interface LocalSettings {
  readonly IsEncrypted?: boolean;
  readonly Values?: Readonly<Record<string, string>>;
}

/** `file` absent: the environment alone. */
export async function readAppSettings(file: string | undefined, environment: AppSettings): Promise<AppSettings> {
  if (file === undefined) return environment;
  const local = await readLocalSettings(file);
  if (local.IsEncrypted) throw new StartRefusal([`${file} is encrypted. Run "func settings decrypt" on it first.`]);
  return { ...local.Values, ...environment };
}

/** Text with every `%NAME%` replaced; what is missing stays as written and is added to `problems`. */
export function expandSettings(text: string, settings: AppSettings, problems: string[]): string {
  return text.replace(/%([^%]+)%/g, (placeholder, name: string) => {
    const value = settings[name];
    if (value !== undefined) return value;
    problems.push(`setting ${name} (for ${placeholder}) is missing. ${whereToSet}`);
    return placeholder;
  });
}

export const whereToSet = 'Set it in the environment or under "Values" in local.settings.json.';

async function readLocalSettings(file: string): Promise<LocalSettings> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new StartRefusal(
      [`${file} cannot be read (${String(cause)}). Correct it, or pass another file by --settings.`],
      {
        cause,
      },
    );
  }
}
