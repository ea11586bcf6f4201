import { useTranslation } from 'react-i18next';
import { useFormat } from '../../preferences/format.js';
import { verdictOf, type Known } from './verdict.js';

export function useVerdict(known: Known): string {
  const { t } = useTranslation();
  const { key, values } = verdictOf(known, useFormat());
  return t(`overview.${key}`, values);
}
