/** What can be seen of a client secret's value before Entra ID sees it. Never repeats the value. */

/** Sentence and remedy are for people, without the value. */
export interface SecretProblem {
  readonly sentence: string;
  readonly remedy: string;
}

const GUID = /^[{(]?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[)}]?$/i;

/** @returns undefined where nothing speaks against it; whether it is the right one only Entra ID knows */
export function findSecretProblem(value: string): SecretProblem | undefined {
  if (value.trim() === '') return problem('The client secret is empty.', 'Give its value.');
  if (value.includes('-----BEGIN ')) {
    return problem(
      'That is a certificate or a key, not a client secret.',
      'Give the client secret’s value, or make it a connection with `--credential certificate`.',
    );
  }
  if (value !== value.trim())
    return problem('The client secret begins or ends with a space or a line break.', 'Copy it again, without them.');
  if (GUID.test(value)) {
    // The portal shows both columns side by side, and the id stays visible for ever: the commonest slip of all.
    return problem(
      'That is the secret’s id, not its value.',
      'Copy the column "Value" in Entra ID, which is shown only once; if it is gone, create a new client secret.',
    );
  }
  if (/[\p{Cc}\p{Cf}]/u.test(value))
    return problem('The client secret holds a control or invisible character.', 'Copy it again, the value alone.');
  return undefined;
}

const problem = (sentence: string, remedy: string): SecretProblem => ({ sentence, remedy });
