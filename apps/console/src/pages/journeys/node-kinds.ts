import type { JourneyNode } from '@jetbridge/contract';

export type Kind = JourneyNode['kind'];
export type Way = 'next' | 'yes' | 'no' | 'timeout' | 'refused';
export type FieldType = 'trigger' | 'duration' | 'event' | 'rule' | 'choice' | 'text' | 'link' | 'tags';
export interface NodeField {
  name: string;
  type: FieldType;
  required: boolean;
  choices?: readonly string[];
}
export interface NodeKind {
  fields: readonly NodeField[];
  /** Ways out, in the order in which they leave. The first is the main one. */
  ways: readonly Way[];
  /** Path of a 16 × 16 line drawing. */
  icon: string;
}

/** What each kind of node asks for and how it is left; the form of a node renders from this. */
export const nodeKinds: Readonly<Record<Kind, NodeKind>> = {
  trigger: {
    fields: [{ name: 'on', type: 'trigger', required: true }],
    ways: ['next'],
    icon: 'M8 1 3 9h4l-1 6 6-9H8z',
  },
  wait: {
    fields: [{ name: 'for', type: 'duration', required: true }],
    ways: ['next'],
    icon: 'M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M8 4.500V8l2.500 1.500',
  },
  waitEvent: {
    fields: [
      { name: 'event', type: 'event', required: true },
      { name: 'for', type: 'duration', required: true },
    ],
    ways: ['next', 'timeout'],
    icon: 'M4 2h8M4 14h8M5 2c0 4 3 4 3 6s-3 2-3 6M11 2c0 4-3 4-3 6s3 2 3 6',
  },
  branch: {
    fields: [{ name: 'rule', type: 'rule', required: true }],
    ways: ['yes', 'no'],
    icon: 'M2 8h4l4-5h4M6 8l4 5h4',
  },
  send: {
    fields: [
      { name: 'purpose', type: 'choice', required: true, choices: ['service', 'marketing'] },
      { name: 'text', type: 'text', required: true },
      { name: 'link', type: 'link', required: false },
    ],
    ways: ['next', 'refused'],
    icon: 'M2 3h12v8H7l-3 3v-3H2z',
  },
  tag: {
    fields: [
      { name: 'add', type: 'tags', required: false },
      { name: 'remove', type: 'tags', required: false },
    ],
    ways: ['next'],
    icon: 'M2 2h6l6 6-6 6-6-6zM5 5v.01',
  },
  exit: { fields: [], ways: [], icon: 'M9 3H3v10h6M6.500 8H14M11.500 5.500 14 8l-2.500 2.500' },
};

export const kinds: readonly Kind[] = ['trigger', 'wait', 'waitEvent', 'branch', 'send', 'tag', 'exit'];
