/** From zod's issues to problems: our sentences, never zod's, because some of those repeat the value they refuse. */
import type * as z from 'zod';
import { type Problem, problem, toJsonPath } from './problem.ts';

type Issue = z.core.$ZodIssue;

export const toProblems = (issues: readonly Issue[]): readonly Problem[] =>
  issues.flatMap((issue) => fromIssue(issue, []));

function fromIssue(issue: Issue, parent: readonly PropertyKey[]): readonly Problem[] {
  const path = [...parent, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        problem(
          toJsonPath([...path, key]),
          'is not part of the contract, version 1; remove it or correct its spelling',
        ),
      );
    case 'invalid_union':
      return fromUnion(issue, path);
    case 'invalid_key':
      return issue.issues.map(({ message }) => problem(toJsonPath(path), message));
    case 'invalid_type':
      return [problem(toJsonPath(path), sentenceOfType(issue))];
    case 'invalid_value':
      return [problem(toJsonPath(path), `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`)];
    default:
      return [problem(toJsonPath(path), issue.message)];
  }
}

/** The branch that got further (it complains about something inside) knows best; else say which kinds are allowed. */
function fromUnion(issue: Extract<Issue, { code: 'invalid_union' }>, path: readonly PropertyKey[]): readonly Problem[] {
  const inside = issue.errors.find((branch) =>
    branch.some((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
  );
  if (inside) return inside.flatMap((inner) => fromIssue(inner, path));
  return [problem(toJsonPath(path), 'must be an address as a string, or an object with "address" and "name"')];
}

function sentenceOfType(issue: Extract<Issue, { code: 'invalid_type' }>): string {
  const article = /^[aeiou]/.test(issue.expected) ? 'an' : 'a';
  return issue.input === undefined
    ? `is missing: ${article} ${issue.expected} is needed`
    : `must be ${article} ${issue.expected}`;
}
