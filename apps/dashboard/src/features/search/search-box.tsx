import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SearchOrder } from '../../data/search.js';
import { Button } from '../../ui/button.js';
import { Input, Select } from '../../ui/field.js';
import { syntaxErrorIn } from './syntax-error.js';

interface SearchBoxProps {
  readonly q: string;
  readonly order: SearchOrder;
}

const qualifiers = ['queue:', 'state:dead', 'header.', 'body.', 'error:', 'newer:1h', 'older:1d', 'attempts:>1'];

/** What is typed is searched for when it is sent, and then stands in the address. */
export function SearchBox({ q, order }: SearchBoxProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(q);
  const [wrong, setWrong] = useState<ReturnType<typeof syntaxErrorIn>>();
  const search = (text: string, wantedOrder: SearchOrder) => {
    const found = syntaxErrorIn(text);
    setWrong(found);
    if (found !== undefined) return field.current?.setSelectionRange(found.position, found.position + found.found.length);
    void navigate({
      to: '.',
      search: (before: object) => ({ ...before, q: text, order: wantedOrder === 'oldest' ? wantedOrder : undefined }),
    } as never);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    search(typed, order);
  };
  const insert = (text: string) => {
    setTyped((before) => (before === '' || before.endsWith(' ') ? before + text : `${before} ${text}`));
    field.current?.focus();
  };
  return (
    <form role="search" onSubmit={submit} className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        <div className="relative min-w-56 flex-1">
          <Search size={14} aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-muted" />
          <Input
            ref={field}
            type="search"
            data-filter
            aria-label={t('search.box')}
            aria-describedby="search-note"
            aria-invalid={wrong !== undefined || undefined}
            placeholder={t('search.placeholder')}
            className="pl-8 font-mono text-code"
            value={typed}
            onChange={({ target }) => {
              setTyped(target.value);
              setWrong(undefined);
            }}
          />
        </div>
        <div>
          <Select
            aria-label={t('search.order')}
            value={order}
            onChange={({ target }) => search(typed, target.value as SearchOrder)}
          >
            <option value="newest">{t('search.newest')}</option>
            <option value="oldest">{t('search.oldest')}</option>
          </Select>
        </div>
        <Button type="submit" look="primary">
          {t('search.action')}
        </Button>
      </div>
      <div className="flex flex-wrap items-center gap-1.5">
        {qualifiers.map((text) => (
          <button
            key={text}
            type="button"
            aria-label={t('search.add', { text })}
            onClick={() => insert(text)}
            className="touch inline-flex h-6 items-center justify-center rounded-full border border-line px-2 font-mono text-[11.5px] text-muted hover:border-edge hover:text-ink"
          >
            {text}
          </button>
        ))}
      </div>
      <p
        id="search-note"
        role={wrong === undefined ? undefined : 'alert'}
        className={wrong === undefined ? 'sr-only' : 'text-critical'}
      >
        {wrong === undefined
          ? t('search.means')
          : t('search.wrong', { found: wrong.found === '' ? t('search.theEnd') : wrong.found, accepted: wrong.accepted })}
      </p>
    </form>
  );
}
