import type { CodegenConfig } from '@graphql-codegen/cli';

const model = '../ticketing';

/** SDL to resolver types. Mapped types name what a resolver of the parent must give. */
const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  generates: {
    'src/generated/schema-types.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: '../live/live-context.ts#LiveContext',
        useTypeImports: true,
        immutableTypes: true,
        enumsAsTypes: true,
        strictScalars: true,
        skipTypename: true,
        avoidOptionals: { field: true },
        scalars: {
          DateTime: { input: 'Date | string', output: 'string' },
          JSON: 'unknown',
          NonNegativeInt: 'number',
          ID: 'string',
        },
        mappers: {
          Backend: `${model}/adapter.ts#BackendInstance`,
          Ticket: `${model}/ticket.ts#Ticket as TicketModel`,
          Party: '../dispatch/views.ts#PartyView',
          TicketRelation: '../dispatch/views.ts#RelationView',
          Status: '../dispatch/views.ts#StatusView',
          TicketType: '../dispatch/views.ts#TicketTypeView',
          EscalationTarget: '../dispatch/views.ts#EscalationTargetView',
          Escalation: '../dispatch/views.ts#EscalationView',
          EscalationTargetReference: '../dispatch/views.ts#EscalationTargetReferenceView',
          Transition: '../dispatch/views.ts#TransitionView',
          Attachment: '../dispatch/views.ts#AttachmentView',
          InteractionLog: '../dispatch/views.ts#InteractionLogView',
          RelatedObject: '../dispatch/views.ts#RelatedObjectView',
          ChatTranscript: '../dispatch/views.ts#ChatTranscriptView',
          TicketChange: '../live/change-event.ts#TicketChangeEvent',
          InteractionLogEvent: '../live/change-event.ts#InteractionEvent',
          LiveSource: '../live/change-event.ts#LiveSource as LiveSourceModel',
          Source: '../dispatch/source-report.ts#SourceReport',
        },
      },
    },
  },
};

export default config;
