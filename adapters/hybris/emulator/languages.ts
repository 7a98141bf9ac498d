import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';
import type { Labels } from './catalogue.ts';

/** What a request wants localised fields to look like (section 2). */
export type LanguageWish =
  | { readonly kind: 'text'; readonly languages: readonly string[] }
  | { readonly kind: 'map'; readonly languages: readonly string[] | 'all' };

/** `hybris-languages` asks for maps, otherwise `Accept-Language` chooses plain text. */
export function readLanguageWish(request: EmulatorRequest): LanguageWish {
  const languages = request.headers['hybris-languages'];
  if (languages === undefined)
    return { kind: 'text', languages: readAcceptLanguage(request.headers['accept-language']) };
  const names = languages.split(',').map((name) => name.trim());
  return { kind: 'map', languages: names.includes('*') ? 'all' : names };
}

/** Maps come without fallback; text falls back to the base language, English, then whatever there is. */
export function localise(
  labels: Labels | undefined,
  wish: LanguageWish,
): string | Readonly<Record<string, string | null>> | null {
  if (labels === undefined) return null;
  if (wish.kind === 'map') {
    if (wish.languages === 'all') return labels;
    return Object.fromEntries(wish.languages.map((language) => [language, labels[language] ?? null]));
  }
  for (const language of wish.languages) {
    const label = labels[language] ?? labels[language.split('-')[0] ?? ''];
    if (label !== undefined) return label;
  }
  return labels['en'] ?? Object.values(labels)[0] ?? null;
}

/** The languages of `Accept-Language`, the most wanted first; English without the header. */
function readAcceptLanguage(header: string | undefined): readonly string[] {
  return (header ?? 'en')
    .split(',')
    .map((part) => {
      const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return { name, weight: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ name, weight }) => name !== '' && weight > 0)
    .sort((first, second) => second.weight - first.weight)
    .map(({ name }) => name);
}
