import { useTranslation } from 'react-i18next';
import { useFormat } from '../../preferences/format.js';
import { verdictOf } from './verdict.js';

export function useVerdict(known: Parameters<typeof verdictOf>[0]): string {
  const { t } = useTranslation();
  const { key, values } = verdictOf(known, useFormat());
  return t(`overview.${key}`, values);
}
