import { ImportMap } from '@jetbridge/contract';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import airlineMembers from './maps/airline-members.json' with { type: 'json' };
import cdnow from './maps/cdnow.json' with { type: 'json' };

const ShippedMap = Type.Object({ title: Type.String(), map: ImportMap });
const check = Compile(ShippedMap);

export interface ShippedMap extends Static<typeof ShippedMap> {
  name: string;
}

/** Maps that come with the product, by name; a new one is a file and a line here. */
export const shippedMaps: readonly ShippedMap[] = [
  shipped('airline-members', airlineMembers),
  shipped('cdnow', cdnow),
];

function shipped(name: string, file: unknown): ShippedMap {
  if (!check.Check(file)) throw new Error(`The shipped map ${name} does not follow its schema`);
  return { name, ...file };
}
