import { decodeTable, encodeTable, type FieldTable, type TopologyEvent } from '@howdah/core';

/** Things of the topology whose arguments are a field table. */
const withArguments = ['exchange', 'queue', 'binding'] as const;

type Json = Record<string, unknown>;

/** JSON with field tables as base64 of their AMQP encoding, so that every type of a field comes back. */
export function eventToJson(event: TopologyEvent): string {
  return JSON.stringify(eachArguments(event, (table) => encodeTable(table as FieldTable).toString('base64')));
}

export function eventFromJson(json: Json): TopologyEvent {
  return eachArguments(json, (text) => decodeTable(Buffer.from(text as string, 'base64')).table) as unknown as TopologyEvent;
}

function eachArguments(event: Json, convert: (found: unknown) => unknown): Json {
  const converted = { ...event };
  const convertOne = (thing: Json): Json => ({ ...thing, arguments: convert(thing['arguments']) });
  for (const key of withArguments) if (key in event) converted[key] = convertOne(event[key] as Json);
  if (event['exchanges'] !== undefined) converted['exchanges'] = (event['exchanges'] as Json[]).map(convertOne);
  return converted;
}
