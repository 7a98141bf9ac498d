/** Texts by language code. */
export type Labels = Readonly<Record<string, string>>;

interface TicketType {
  readonly type: string;
  readonly description: Labels;
  readonly active: boolean;
}

/** Ticket types of the tenant; REPAIR_ORDER is out of use (section 15). */
export const TICKET_TYPES: readonly TicketType[] = [
  {
    type: 'SERVICE_REQUEST',
    description: { en: 'Service Request', de: 'Serviceanfrage', fr: 'Demande de service' },
    active: true,
  },
  {
    type: 'GENERAL_INQUIRY',
    description: { en: 'General Inquiry', de: 'Allgemeine Anfrage', fr: 'Question générale' },
    active: true,
  },
  { type: 'REPAIR_ORDER', description: { en: 'Repair Order', de: 'Reparaturauftrag' }, active: false },
];

/** Statuses by code; CUSTOMER_ACTION is the tenant's own and has a label in German only (section 15). */
export const STATUSES: Readonly<Record<string, Labels>> = {
  OPEN: { en: 'Open', de: 'Offen', fr: 'Ouvert' },
  IN_PROCESS: { en: 'In Process', de: 'In Bearbeitung', fr: 'En cours' },
  COMPLETED: { en: 'Completed', de: 'Abgeschlossen', fr: 'Terminé' },
  CONFIRMED: { en: 'Confirmed', de: 'Bestätigt', fr: 'Confirmé' },
  CUSTOMER_ACTION: { de: 'Wartet auf Kunden' },
};

export const PRIORITIES: Readonly<Record<string, Labels>> = {
  VERY_HIGH: { en: 'Very High', de: 'Sehr hoch', fr: 'Très haute' },
  HIGH: { en: 'High', de: 'Hoch', fr: 'Haute' },
  NORMAL: { en: 'Normal', de: 'Normal', fr: 'Normale' },
  LOW: { en: 'Low', de: 'Niedrig' },
};

export const CLASSIFICATIONS: Readonly<Record<string, Labels>> = {
  HARDWARE_DEFECT: { en: 'Hardware defect', de: 'Gerätefehler' },
  DELIVERY: { en: 'Delivery', de: 'Lieferung', fr: 'Livraison' },
  INVOICE: { en: 'Invoice', de: 'Rechnung', fr: 'Facture' },
  HOW_TO: { en: 'How to use', de: 'Bedienung' },
};

/** Labels of interaction directions, origins, media and reasons, by code. */
export const INTERACTION_LABELS: Readonly<Record<string, Labels>> = {
  INBOUND: { en: 'Inbound', de: 'Eingehend' },
  OUTBOUND: { en: 'Outbound', de: 'Ausgehend' },
  STOREFRONT: { en: 'Storefront', de: 'Webshop' },
  CALL_CENTER: { en: 'Call center' },
  WEB: { en: 'Web', de: 'Web' },
  PHONE: { en: 'Phone', de: 'Telefon' },
  CHAT: { en: 'Chat', de: 'Chat' },
  ZSELFSERVICE_TICKET: { en: 'Self-service ticket', de: 'Selbst erstelltes Ticket' },
  ZPRODUCT_REGISTRATION: { en: 'Product registration', de: 'Produktregistrierung' },
};

/** Ticket texts as customers of many countries write them; some of several lines. */
export const REQUEST_TEXTS: readonly string[] = [
  'The screen stays black after the last update',
  'Battery drains within three hours\nIt was fine until last week. I already replaced the charger.',
  'How do I register the extended warranty?',
  'The parcel arrived, but the remote control is missing',
  'Wrong amount on my invoice\nThe discount code was accepted in the shop.\nPlease correct the invoice.',
  'Please send me the manual as a PDF',
  'Waschmaschine schleudert nicht mehr',
  'Der Akku lädt nur bis 80 %\nNetzteil wurde bereits getauscht.',
  'Rechnung für meine Bestellung fehlt',
  'Rücksendung: das Gerät ist größer als beschrieben',
  'Mon téléphone ne s’allume plus',
  'La livraison a été annoncée deux fois, mais rien n’est arrivé',
  'Le câble fourni est défectueux\nPouvez-vous en envoyer un autre ?',
  'La pantalla tiene una línea verde desde ayer',
  '¿Cómo puedo cambiar la dirección de entrega?',
  'Il televisore si spegne da solo dopo dieci minuti',
  'Vorrei sapere lo stato della riparazione',
  'A máquina de café não aquece a água',
  'Ekran dotykowy nie reaguje na dotyk',
  'Het scherm flikkert bij lage helderheid',
  'Kaukosäädin ei toimi uuden päivityksen jälkeen',
  '電源が入りません。交換は可能ですか。',
  '收到的商品颜色不对',
  'Телефон не видит SIM-карту',
];

/** What customers and agents note about a contact. */
export const CONTACT_TEXTS: readonly string[] = [
  'Customer created a service ticket in the storefront',
  'Kunde hat telefonisch nach dem Stand gefragt',
  'Customer asked for a call back',
  'Le client a envoyé des photos du défaut',
  'Customer confirmed the delivery address',
  'El cliente solicita un reembolso',
];
