/** The topics of the ticket service. It has none for tickets that are removed. */
export const TOPICS = ['serviceticket-created', 'serviceticket-updated'] as const;
export type Topic = (typeof TOPICS)[number];

/**
 * The scopes with which a client may read the topics.
 *
 * ASSUMPTION: they are named as public clients of other topics name theirs (README).
 */
export function topicScopes(owner: string): string[] {
  return TOPICS.map((topic) => `hybris.pubsub.topic=${owner}.${topic}`);
}
