import { backend } from './backend.ts';
import { chatTranscript } from './chat-transcript.ts';
import { escalation } from './escalation.ts';
import { interactionLog } from './interaction-log.ts';
import { mutation } from './mutation.ts';
import { node } from './node.ts';
import { scalars } from './scalars.ts';
import { source } from './source.ts';
import { subscription } from './subscription.ts';
import { status } from './status.ts';
import { ticketType } from './ticket-type.ts';
import { ticket } from './ticket.ts';
import { transition } from './transition.ts';
import { viewer } from './viewer.ts';

/** How every field is answered, file by file as the schema is written. */
export const resolvers = [
  scalars,
  node,
  mutation,
  backend,
  source,
  status,
  ticketType,
  escalation,
  transition,
  interactionLog,
  chatTranscript,
  viewer,
  subscription,
  ticket,
];
