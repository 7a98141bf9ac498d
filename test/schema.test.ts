import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  getNamedType,
  getOperationAST,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  type GraphQLNamedType,
} from 'graphql';
import { adapters } from '../adapters/index.ts';
import { resolvers } from '../resolvers/index.ts';
import { createSchema } from '../src/transport/schema.ts';
import { startTestGateway, type Answer, type TestGateway } from './support/gateway.ts';
import { selectEverything, typesOfAnswers } from './support/select-everything.ts';
import { openConnection } from './support/live-socket-client.ts';
import { startWatchedGateway, type WatchedGateway } from './support/watched-gateway.ts';

const schema = createSchema(resolvers);
const SHORTEST_DESCRIPTION = 10;

/** Something that clients see by name. */
interface Named {
  readonly name: string;
  readonly description: string | null | undefined;
}

/** Everything in the schema that has a name, by its place: `Ticket.interactionLogs(first)`. */
function listNames(): Named[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const directives = schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive));
  return [
    ...types.flatMap((type) => [{ name: type.name, description: type.description }, ...partsOf(type)]),
    ...directives.flatMap(({ name, description, args }) => [
      { name: `@${name}`, description },
      ...args.map((argument) => ({ name: `@${name}(${argument.name})`, description: argument.description })),
    ]),
  ];
}

function partsOf(type: GraphQLNamedType): Named[] {
  const inside = ({ name, description }: Named): Named => ({ name: `${type.name}.${name}`, description });
  if (isEnumType(type)) return type.getValues().map(inside);
  if (isInputObjectType(type)) return Object.values(type.getFields()).map(inside);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    inside(field),
    ...field.args.map(({ name, description }) => inside({ name: `${field.name}(${name})`, description })),
  ]);
}

describe('what clients read', () => {
  test('everything with a name says what it is', () => {
    const names = listNames();
    // All parts of a schema are looked at.
    for (const known of ['Query', 'Ticket.title', 'Ticket.interactionLogs(first)', 'TicketFilter.text']) {
      expect(names.map(({ name }) => name)).toContain(known);
    }
    expect(names.length).toBeGreaterThan(300);
    const silent = names.filter(({ description }) => (description ?? '').trim().length < SHORTEST_DESCRIPTION);
    expect(silent.map(({ name, description }) => `${name}: ${description ?? 'no description'}`)).toEqual([]);
  });

  test('nothing is named after a kind of backend', () => {
    const kinds = adapters.map(({ definition }) => definition.kind);
    expect(kinds.length).toBeGreaterThan(0);
    const namesAfter = listNames().filter(({ name }) => kinds.some((kind) => name.toLowerCase().includes(kind)));
    expect(namesAfter.map(({ name }) => name)).toEqual([]);
  });
});

describe('every field of every type', () => {
  let gateway: WatchedGateway;
  /** Fields of `Query` that were asked for. */
  const asked = new Set<string>();
  /** Types that were in answers. */
  const typeNames = new Set<string>();
  const problems: unknown[] = [];

  beforeAll(async () => {
    gateway = await startWatchedGateway();
    for (const { name, samples } of gateway.emulators) await askBackend(name, samples);
    await askFor('backends');
    await askFor('viewer');
    // The object types of a list of nodes are known by now; two kinds of them show that they can stand side by side.
    const [ticketId = '', statusId = ''] = [await firstId('tickets'), await firstId('statuses')];
    await ask('nodes', `(ids: ["${ticketId}", "${statusId}"])`, '{ __typename id }');
    await ask('ticket', `(id: "${ticketId}")`, selectEverything(schema, typeOf('Ticket')));
  }, 120_000);

  afterAll(() => gateway.stop());

  async function askBackend(
    backend: string,
    { ticketIds, chatTranscriptIds = [] }: WatchedGateway['emulators'][number]['samples'],
  ): Promise<void> {
    const only = `backends: ["${backend}"]`;
    await askFor('tickets', `(filter: { ${only} }, first: 40)`);
    await askFor('interactionLogs', `(filter: { ${only} })`);
    for (const catalog of ['statuses', 'ticketTypes', 'escalationTargets']) {
      const answer = await askFor(catalog, `(${only})`);
      await askForNode(answer?.nodes?.[0]);
    }
    const ticket = await askFor('ticketByNativeId', `(backend: "${backend}", nativeId: "${ticketIds[0]}")`);
    await askForNode(ticket);
    await askFor('ticketByNumber', `(backend: "${backend}", number: "${ticket?.number ?? 'none'}")`);
    const [chatId] = chatTranscriptIds;
    if (chatId === undefined) return;
    const chat = await askFor('chatTranscriptByNativeId', `(backend: "${backend}", nativeId: "${chatId}")`);
    await askForNode(chat);
    await askFor('chatTranscript', `(id: "${chat?.id}")`);
  }

  /** Something that can be asked for again by its id. */
  interface Identified {
    readonly __typename: string;
    readonly id: string;
    readonly number?: string | null;
    readonly nodes?: readonly Identified[];
  }

  async function ask(field: string, given: string, selection: string): Promise<Identified | null> {
    asked.add(field);
    const { data, errors } = await gateway.query(`{ ${field}${given} ${selection} }`);
    for (const { message, path, extensions } of errors) problems.push({ field, given, message, path, extensions });
    noteTypes(data);
    return (data as Readonly<Record<string, Identified | null>> | null)?.[field] ?? null;
  }

  async function askFor(field: string, given = ''): Promise<Identified | null> {
    const type = getNamedType(schema.getQueryType()?.getFields()[field]?.type);
    if (type === undefined) throw new Error(`There is no question "${field}".`);
    return ask(field, given, selectEverything(schema, type));
  }

  async function askForNode(found: Identified | null | undefined): Promise<void> {
    if (found === null || found === undefined) return;
    const selection = `{ ... on ${found.__typename} ${selectEverything(schema, typeOf(found.__typename))} }`;
    const again = await ask('node', `(id: "${found.id}")`, selection);
    if (again?.__typename !== found.__typename) problems.push({ field: 'node', is: again, shouldBe: found.__typename });
  }

  async function firstId(field: string): Promise<string | undefined> {
    const { data } = await gateway.query(`{ ${field} { nodes { id } } }`);
    return (data as Readonly<Record<string, { readonly nodes: readonly Identified[] }>>)[field]?.nodes[0]?.id;
  }

  function typeOf(name: string): GraphQLNamedType {
    const type = schema.getType(name);
    if (type === undefined) throw new Error(`There is no type "${name}".`);
    return type;
  }

  function noteTypes(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if ('__typename' in value) typeNames.add(String(value.__typename));
    for (const inner of Object.values(value)) noteTypes(inner);
  }

  test('can be asked for, and nothing fails unexpectedly', () => {
    expect([...asked].sort()).toEqual(Object.keys(schema.getQueryType()?.getFields() ?? {}).sort());
    expect(problems).toEqual([]);
  });

  test('is in some answer', () => {
    const types = typesOfAnswers(schema).filter((type) => type !== schema.getQueryType());
    expect(types.length).toBeGreaterThan(30);
    expect(types.map(({ name }) => name).filter((name) => !typeNames.has(name))).toEqual([]);
    const fields = types.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    expect(fields.filter((field) => !gateway.answered.has(field))).toEqual([]);
  });

  test('has a resolver, or is a property of its parent', () => {
    expect(gateway.answered.size).toBeGreaterThan(100);
    expect([...gateway.missing]).toEqual([]);
  });
});

describe('the examples', () => {
  const folder = new URL('../examples/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
  }, 30_000);

  afterAll(() => gateway.stop());

  test('are there', () => {
    expect(files.length).toBeGreaterThan(5);
  });

  test('show every change that can be made', () => {
    const shown = new Set(
      files.flatMap((name) =>
        parse(readFileSync(new URL(name, folder), 'utf8')).definitions.flatMap((definition) =>
          definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.MUTATION
            ? definition.selectionSet.selections.map((field) => (field.kind === Kind.FIELD ? field.name.value : ''))
            : [],
        ),
      ),
    );
    const changes = Object.keys(schema.getMutationType()?.getFields() ?? {});
    expect(changes.length).toBeGreaterThan(5);
    expect(changes.filter((name) => !shown.has(name))).toEqual([]);
  });

  test.each(files)('%s fits the schema and is answered with something', async (name) => {
    const document = readFileSync(new URL(name, folder), 'utf8');
    expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([]);
    const { status, data, errors } = isSubscription(document)
      ? await firstEvent(document)
      : await gateway.query(document);
    expect({ status, errors }).toEqual({ status: 200, errors: [] });
    const answers = Object.entries(data ?? {});
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.filter(([, answer]) => isEmpty(answer)).map(([field]) => field)).toEqual([]);
  });

  function isSubscription(document: string): boolean {
    return getOperationAST(parse(document))?.operation === OperationTypeNode.SUBSCRIPTION;
  }

  /** The first event of a subscription, as if it were an answer. */
  async function firstEvent(
    query: string,
  ): Promise<Pick<Answer<Record<string, unknown>>, 'status' | 'data' | 'errors'>> {
    const client = await openConnection(gateway.url);
    client.send({ id: '1', type: 'subscribe', payload: { query } });
    const { payload } = await client.until('next');
    client.socket.terminate();
    const { data, errors = [] } = payload as Partial<Answer<Record<string, unknown>>>;
    return { status: 200, data, errors };
  }

  /** True if there is nothing to see: no thing, no rows, or nothing but nulls. */
  function isEmpty(answer: unknown): boolean {
    if (typeof answer !== 'object' || answer === null) return true;
    if (Array.isArray(answer)) return answer.length === 0;
    if ('nodes' in answer) return isEmpty(answer.nodes);
    return Object.values(answer).every((value) => value === null);
  }
});
