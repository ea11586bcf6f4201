import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { basePath } from '../../api/client.js';
import { useIdentity } from '../../data/identity.js';
import { useVhost } from '../../data/vhost.js';
import { Button } from '../../ui/button.js';
import { CodeBlock } from '../../ui/code-block.js';
import { firstQueue, snippets, type SnippetLanguage } from './snippets.js';

export function Snippets() {
  const { t } = useTranslation();
  const { user } = useIdentity();
  const vhost = useVhost();
  const [language, setLanguage] = useState<SnippetLanguage>('curl');
  const target = { origin: location.origin, basePath, host: location.hostname, user, vhost, queue: firstQueue };
  return (
    <div>
      <div role="group" aria-label={t('first.language')} className="flex flex-wrap gap-1">
        {(Object.keys(snippets) as SnippetLanguage[]).map((one) => (
          <Button
            key={one}
            look="quiet"
            aria-pressed={one === language}
            className="aria-pressed:bg-sunken"
            onClick={() => setLanguage(one)}
          >
            {one}
          </Button>
        ))}
      </div>
      <CodeBlock text={snippets[language](target)} label={language} />
    </div>
  );
}
