import { copyAttributes } from '../../item.ts';
import { ttlAttribute, type Attribute, type Change, type Condition, type Query } from '../../table.ts';

/** The names and values that the expressions of one request refer to. */
export interface Substitutions {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, Attribute>;
}

/**
 * Collects the names and values of one request. Names stand in expressions as placeholders always: so there are no
 * reserved words, and no character of a name means anything.
 */
class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #values: Attribute[] = [];

  name(name: string): string {
    const placeholder = this.#names.get(name) ?? `#n${this.#names.size}`;
    this.#names.set(name, placeholder);
    return placeholder;
  }

  value(value: Attribute): string {
    return `:v${this.#values.push(value) - 1}`;
  }

  /** DynamoDB refuses empty maps. */
  substitutions(): Substitutions {
    const names = [...this.#names].map(([name, placeholder]) => [placeholder, name] as const);
    const values = this.#values.map((value, index) => [`:v${index}`, value] as const);
    return {
      ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
      ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
    };
  }
}

/** The parameters that make a put, delete or check conditional; none for no condition. */
export function conditionParameters(
  condition: Condition | undefined,
): Substitutions & { ConditionExpression?: string } {
  const placeholders = new Placeholders();
  const expression = conditionExpression(condition, placeholders);
  return { ...(expression && { ConditionExpression: expression }), ...placeholders.substitutions() };
}

/** The parameters of an update, conditional or not. */
export function changeParameters(
  change: Change,
): Substitutions & { UpdateExpression?: string; ConditionExpression?: string } {
  const placeholders = new Placeholders();
  const update = updateExpression(change, placeholders);
  const condition = conditionExpression(change.if, placeholders);
  return {
    ...(update && { UpdateExpression: update }),
    ...(condition && { ConditionExpression: condition }),
    ...placeholders.substitutions(),
  };
}

/** The parameters that say which keys a query covers. */
export function keyConditionParameters({
  pk,
  sk,
}: Query): Substitutions & { KeyConditionExpression: string } {
  const placeholders = new Placeholders();
  const clauses = [`${placeholders.name('pk')} = ${placeholders.value(pk)}`];
  if (sk && 'beginsWith' in sk) {
    clauses.push(`begins_with(${placeholders.name('sk')}, ${placeholders.value(sk.beginsWith)})`);
  } else if (sk) {
    const bounds = `${placeholders.value(sk.from)} AND ${placeholders.value(sk.to)}`;
    clauses.push(`${placeholders.name('sk')} BETWEEN ${bounds}`);
  }
  return { KeyConditionExpression: clauses.join(' AND '), ...placeholders.substitutions() };
}

/** Empty where nothing is required. */
function conditionExpression(condition: Condition | undefined, placeholders: Placeholders): string {
  if (!condition) return '';
  const { exists, orExpiredAt, equals = {}, below = {} } = condition;
  const clauses: string[] = [];
  if (exists === true) clauses.push(`attribute_exists(${placeholders.name('pk')})`);
  if (exists === false) clauses.push(goneExpression(orExpiredAt, placeholders));
  else if (orExpiredAt !== undefined) throw new Error('orExpiredAt goes with exists: false');
  for (const [name, value] of Object.entries(equals)) {
    clauses.push(`${placeholders.name(name)} = ${placeholders.value(value)}`);
  }
  for (const [name, limit] of Object.entries(below)) {
    const placeholder = placeholders.name(name);
    clauses.push(`(attribute_not_exists(${placeholder}) OR ${placeholder} < ${placeholders.value(limit)})`);
  }
  return clauses.join(' AND ');
}

function goneExpression(orExpiredAt: number | undefined, placeholders: Placeholders): string {
  const missing = `attribute_not_exists(${placeholders.name('pk')})`;
  if (orExpiredAt === undefined) return missing;
  return `(${missing} OR ${placeholders.name(ttlAttribute)} <= ${placeholders.value(orExpiredAt)})`;
}

/** Empty where nothing changes. */
function updateExpression({ set = {}, add = {}, remove = [] }: Change, placeholders: Placeholders): string {
  const sets = Object.entries(copyAttributes(set)).map(
    ([name, value]) => `${placeholders.name(name)} = ${placeholders.value(value)}`,
  );
  const adds = Object.entries(add).map(
    ([name, amount]) => `${placeholders.name(name)} ${placeholders.value(amount)}`,
  );
  const removes = remove.map((name) => placeholders.name(name));
  return [clause('SET', sets), clause('ADD', adds), clause('REMOVE', removes)].filter(Boolean).join(' ');
}

function clause(keyword: string, actions: readonly string[]): string {
  return actions.length > 0 ? `${keyword} ${actions.join(', ')}` : '';
}
