import { lowestReasons, REASONS, type Reason } from './catalogue.ts';

/** SearchableCcrResponse: reasons of the third level whose text contains the query, with the two levels above. */
export function answerReasonSearch(query: string): unknown {
  const wanted = query.trim().toLowerCase();
  const list = lowestReasons()
    .filter(({ reason }) => `${reason.english} ${reason.chinese} ${reason.code}`.toLowerCase().includes(wanted))
    .map(({ reason, parents }) => ({
      data: renderReason(reason, parents.length + 1),
      parents: parents.map((parent, index) => renderReason(parent, index + 1)),
    }));
  return { list };
}

/** CcrListResponse; its tiers lost their members in the seed and are taken as a map code -> Tier (page section 4). */
export function answerReasonList(): unknown {
  return { status_code: 200, data: renderTiers(REASONS) };
}

function renderReason(reason: Reason, level: number): unknown {
  return { translation: reason.english, language: 'eng', code: reason.code, level };
}

function renderTiers(reasons: readonly Reason[]): unknown {
  return Object.fromEntries(
    reasons.map(({ code, english, chinese, children }) => [
      code,
      {
        translations: [
          { language: 'eng', translation: english },
          { language: 'zho', translation: chinese },
        ],
        ...(children === undefined ? {} : { child: renderTiers(children) }),
      },
    ]),
  );
}
