import type { Department, Queue } from './model.ts';

/** Five departments whose ids and labels differ; the first is the seed's, `corporate` is the seed's escalate sample. */
export const DEPARTMENTS: readonly Department[] = [
  { id: 'partner-service', label: 'Partner Service' },
  { id: 'corporate', label: 'Corporate Accounts' },
  { id: 'rider-support', label: 'Rider Support' },
  { id: 'payment-risk', label: 'Payments & Risk' },
  { id: 'pandamart', label: '熊貓超市' },
];

export interface LocalQueue extends Queue {
  readonly country: string;
  readonly languageCode: string;
}

/** Four queues in three countries; the first carries the name in the seed's ticket. */
export const QUEUES: readonly LocalQueue[] = [
  { id: 'queue-1', name: 'chat-sg-en', language: 'english', country: 'sg', languageCode: 'en' },
  { id: 'queue-2', name: 'chat-sg-zh', language: 'chinese', country: 'sg', languageCode: 'zh' },
  { id: 'queue-3', name: 'chat-th-th', language: 'thai', country: 'th', languageCode: 'th' },
  { id: 'queue-4', name: 'chat-hk-zh', language: 'chinese', country: 'hk', languageCode: 'zh' },
];

export const RESOLUTION_STATUSES: readonly string[] = ['NO_ACTION', 'REFUNDED', 'CUSTOMER_LEFT_CHAT'];

export const UPDATE_TYPES: readonly string[] = [
  'UPDATE_CCR',
  'UPDATE_CHAT_RESPONSE_TIME',
  'UPDATE_PICKED_TIME',
  'UPDATE_ORDER_ID',
  'CLOSE_CHAT_ROOM',
];

/** The 22 values of the seed's VerticalType, `unknown` being one of them. */
export const VERTICALS: readonly string[] = [
  'restaurants',
  'groceries',
  'flowers',
  'cosmetics',
  'health_supplements',
  'pharmacies',
  'pets',
  'drinks',
  'cross_vertical',
  'electronics',
  'baby_supplies',
  'furniture',
  'bags_and_luggage',
  'toys',
  'optics',
  'courier',
  'coffee',
  'shop',
  'courier_business',
  'cash',
  'darkstores',
  'unknown',
];

/** A value that the seed does not list, because enums of this backend are open. */
export const UNLISTED_VERTICAL = 'cloud_kitchens';

export interface Reason {
  readonly code: string;
  readonly english: string;
  readonly chinese: string;
  readonly children?: readonly Reason[];
}

/** Customer contact reasons on three levels; `1A.1` is the code of the seed. */
export const REASONS: readonly Reason[] = [
  {
    code: '1',
    english: 'delivery',
    chinese: '外送',
    children: [
      {
        code: '1A',
        english: 'delivery - cancellation',
        chinese: '外送 - 取消',
        children: [
          { code: '1A.1', english: 'delivery canceld', chinese: '外送已取消' },
          { code: '1A.2', english: 'delivery - too late', chinese: '外送 - 太晚' },
        ],
      },
      {
        code: '1B',
        english: 'delivery - address',
        chinese: '外送 - 地址',
        children: [{ code: '1B.1', english: 'delivery - wrong address', chinese: '外送 - 地址錯誤' }],
      },
    ],
  },
  {
    code: '2',
    english: 'payment',
    chinese: '付款',
    children: [
      {
        code: '2A',
        english: 'payment - refund',
        chinese: '付款 - 退款',
        children: [{ code: '2A.1', english: 'payment - refund missing', chinese: '付款 - 未退款' }],
      },
    ],
  },
];

/** A contact reason of the lowest level with those above it, highest first. */
export interface ReasonPath {
  readonly reason: Reason;
  readonly parents: readonly Reason[];
}

/** Lists the contact reasons of the lowest level. */
export function lowestReasons(
  reasons: readonly Reason[] = REASONS,
  parents: readonly Reason[] = [],
): readonly ReasonPath[] {
  return reasons.flatMap((reason) =>
    reason.children === undefined ? [{ reason, parents }] : lowestReasons(reason.children, [...parents, reason]),
  );
}
