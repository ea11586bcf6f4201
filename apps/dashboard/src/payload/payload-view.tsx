import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../preferences/format.js';
import { Button } from '../ui/button.js';
import { Copy } from '../ui/copy.js';
import { IconButton } from '../ui/icon-button.js';
import { Loading } from '../ui/loading.js';
import { saveFile } from '../ui/save-file.js';
import { Section } from '../ui/section.js';
import { hexLinesOf, linesOf } from './lines.js';
import type { Payload } from './payload.js';
import { usePrettyJson } from './use-pretty-json.js';
import { VirtualLines } from './virtual-lines.js';

type View = 'json' | 'raw' | 'hex' | 'image';

export function PayloadView({ payload, name }: { readonly payload: Payload; readonly name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const views = viewsOf(payload);
  const [chosen, setChosen] = useState<View>(views[0]!);
  const aside = (
    <>
      <span className="figure text-small text-muted">{format.bytes(payload.byteCount)}</span>
      {payload.text !== null && <Copy text={payload.text} label={t('payload.copy')} />}
      <IconButton
        icon={Download}
        label={t('payload.download')}
        className="size-6"
        onClick={() => saveFile(name, payload.bytes())}
      />
    </>
  );
  return (
    <Section title={t('payload.title')} aside={aside}>
      <div role="group" aria-label={t('payload.views')} className="flex gap-1 py-1.5">
        {views.map((view) => (
          <Button
            key={view}
            look="quiet"
            aria-pressed={view === chosen}
            className="aria-pressed:bg-sunken"
            onClick={() => setChosen(view)}
          >
            {t(`payload.view.${view}`)}
          </Button>
        ))}
      </div>
      {payload.byteCount === 0 ? <p className="text-muted">{t('payload.empty')}</p> : <Shown payload={payload} view={chosen} />}
    </Section>
  );
}

function viewsOf({ text, isJson, contentType }: Payload): View[] {
  const image: View[] = /^image\/(png|jpeg|gif|webp)$/.test(contentType) ? ['image'] : [];
  return [...image, ...(isJson ? (['json'] as const) : []), ...(text === null ? [] : (['raw'] as const)), 'hex'];
}

function Shown({ payload, view }: { readonly payload: Payload; readonly view: View }) {
  const { t } = useTranslation();
  const pretty = usePrettyJson(payload.text, view === 'json');
  const lines = useMemo(() => {
    if (view === 'hex') return hexLinesOf(payload.bytes());
    return linesOf((view === 'json' ? pretty : undefined) ?? payload.text ?? '');
  }, [payload, view, pretty]);
  if (view === 'image') return <Image payload={payload} />;
  if (view === 'json' && pretty === undefined) return <Loading rows={4} />;
  return (
    <>
      {view === 'json' && pretty === null && <p className="pb-1.5 text-warn">{t('payload.notJson')}</p>}
      <VirtualLines lines={lines} label={t(`payload.view.${view}`)} />
    </>
  );
}

function Image({ payload }: { readonly payload: Payload }) {
  const { t } = useTranslation();
  const address = useMemo(() => `data:${payload.contentType};base64,${toBase64(payload.bytes())}`, [payload]);
  return <img src={address} alt={t('payload.image')} className="max-h-[60vh] max-w-full border border-line" />;
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
