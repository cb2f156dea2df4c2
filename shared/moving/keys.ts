import { itemKind } from '../platform/item-kind.ts';
import type { Key } from '../platform/table.ts';

export const movingItems = {
  import: itemKind({
    table: 'durable',
    partition: 'IMPORT#<import>',
    sort: '#IMPORT',
    item: 'conversation that is imported, and how far that is; it stays, so that nothing is imported twice',
    readBy: 'get, by each step of an import',
  }),
  person: itemKind({
    table: 'durable',
    partition: 'IMPORT#<import>',
    sort: 'PERSON#<name>',
    item: 'whose account a person of an import has; removed once it is finished',
    readBy: 'query of all',
  }),
  file: itemKind({
    table: 'durable',
    partition: 'IMPORT#<import>',
    sort: 'FILE#<name>',
    item: 'file that was uploaded for an import, by a hash of its owner and content; removed once it is finished',
    readBy: 'get one; batch, of those that messages carry',
  }),
  origin: itemKind({
    table: 'durable',
    partition: 'IMPORTED#<person>',
    sort: 'IMPORTED',
    item: 'account that was made for a person of an import, by their id where they come from',
    readBy: 'get, so that a person of several imports has one account',
  }),
};
const { import: imported, person, file, origin } = movingItems;

export const keys = {
  movingImport: (id: string): Key => imported.key({ import: id }),
  movingPerson: (id: string, name: string): Key => person.key({ import: id, name }),
  movingPeople: (id: string) => ({
    pk: person.partition({ import: id }),
    sk: { beginsWith: person.sortPrefix },
  }),
  movingPersonOf: (key: Key): string => person.parse(key).name,
  movingOrigin: (id: string): Key => origin.key({ person: id }),
  movingFile: (id: string, name: string): Key => file.key({ import: id, name }),
  movingFiles: (id: string) => ({ pk: file.partition({ import: id }), sk: { beginsWith: file.sortPrefix } }),
  movingFileOf: (key: Key): string => file.parse(key).name,
};
