/** WeChat customer service (微信客服), in three subjects. */
export * from './customer-service-accounts.ts';
export * from './customer-service-messages.ts';
export * from './customer-service-sessions.ts';
