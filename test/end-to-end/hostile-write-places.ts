/** Places of the changes of one kind of backend from which values reach it. */
interface PlacesInUse {
  /** Hostile values arrive, as they are. */
  readonly sent: readonly string[];
  /** Values of a certain form arrive; hostile ones have another. */
  readonly guarded: readonly string[];
}

/**
 * By backend, with the parts of requests in which the values stand. A place that comes into use has to be written down
 * here: nothing is taken for refused by mistake.
 */
export const PLACES_IN_USE: Readonly<Record<string, PlacesInUse>> = {
  crm: {
    sent: [
      'addComment(text) in body, header',
      'createTicket(fields.contactReasonCode) in body',
      'createTicket(fields.customFields[].value) in body',
      'createTicket(fields.description) in body',
      'createTicket(fields.title) in body',
      'createTicket(fields.typeId) in body',
    ],
    guarded: [],
  },
  huawei: {
    sent: [
      'addComment(text) in body',
      'addComment(ticketId) in path',
      'createTicket(fields.attachmentIds[]) in body',
      'createTicket(fields.customFields[].value) in body, header',
      'createTicket(fields.description) in body',
      'createTicket(fields.productId) in body',
      'createTicket(fields.severityCode) in body',
      'createTicket(fields.title) in body',
      'deleteTicket(reason) in body',
      'deleteTicket(ticketId) in path',
      'transitionTicket(ticketId) in path',
      'transitionTicket(transition.cancel.reason) in body',
      'transitionTicket(transition.close.reason) in body',
      'transitionTicket(transition.confirm.reason) in body',
      'transitionTicket(transition.remind.reason) in body',
      'updateTicket(fields.relatedTicketIds[]) in body',
      'updateTicket(ticketId) in path',
      'uploadAttachment(text) in body',
      'uploadAttachment(ticketId) in path',
    ],
    guarded: [
      'createTicket(fields.contact.areaCode) in body',
      'createTicket(fields.contact.email) in body',
      'createTicket(fields.contact.hours) in body',
      'createTicket(fields.contact.phone) in body',
      'updateTicket(fields.contact.areaCode) in body',
      'updateTicket(fields.contact.email) in body',
      'updateTicket(fields.contact.hours) in body',
      'updateTicket(fields.contact.phone) in body',
    ],
  },
  hybris: {
    sent: [
      'addComment(text) in body',
      'addComment(ticketId) in path',
      'createTicket(fields.contactReasonCode) in body',
      'createTicket(fields.description) in body',
      'createTicket(fields.priorityCode) in body',
      'createTicket(fields.productId) in body',
      'createTicket(fields.title) in body',
      'createTicket(fields.typeId) in body',
      'deleteTicket(ticketId) in path',
      'logInteraction(channelCode) in body',
      'logInteraction(directionCode) in body',
      'logInteraction(mediumCode) in body',
      'logInteraction(reasonCodes[]) in body',
      'logInteraction(text) in body',
      'logInteraction(ticketId) in path',
      'transitionTicket(ticketId) in path',
      'updateTicket(fields.description) in body',
      'updateTicket(fields.title) in body',
      'updateTicket(ticketId) in path',
    ],
    guarded: ['logInteraction(endedAt) in body', 'logInteraction(startedAt) in body'],
  },
  outsourcing: {
    sent: [],
    guarded: [
      'assignTicket(assigneeId) in body',
      'assignTicket(ticketId) in path',
      'escalateTicket(ticketId) in path',
      'transitionTicket(ticketId) in path',
      'updateTicket(fields.customerId) in body',
      'updateTicket(fields.vehicleModelId) in body',
      'updateTicket(fields.vin) in body',
      'updateTicket(fields.voucherCode) in body',
      'updateTicket(ticketId) in path',
    ],
  },
  oneview: {
    sent: [
      'assignTicket(assigneeId) in body',
      'assignTicket(reason) in body',
      'assignTicket(ticketId) in path',
      'escalateTicket(reason) in body',
      'escalateTicket(resolution) in body',
      'escalateTicket(ticketId) in path',
      'transitionTicket(ticketId) in path',
      'transitionTicket(transition.close.reason) in body',
      'transitionTicket(transition.close.resolution) in body',
      'transitionTicket(transition.close.resolutionCode) in body',
      'transitionTicket(transition.transfer.queueId) in body',
      'updateTicket(fields.contactReasonCode) in body',
      'updateTicket(fields.customFields[].value) in body',
      'updateTicket(fields.orderId) in body',
      'updateTicket(ticketId) in path',
    ],
    guarded: [],
  },
};
