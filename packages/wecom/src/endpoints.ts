/** Every endpoint this package knows, by the name its function would have. Also the simulator's route table. */
export * from './endpoints/contact-ways.ts';
export * from './endpoints/friends.ts';
export * from './endpoints/messages.ts';
export * from './endpoints/staff.ts';
export * from './endpoints/tags.ts';
