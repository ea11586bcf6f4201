interface ProgressBarProps {
  readonly label: string;
  readonly done: number;
  /** Null: not counted yet. */
  readonly of: number | null;
}

export function ProgressBar({ label, done, of }: ProgressBarProps) {
  const most = Math.max(1, of ?? 1);
  return (
    <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={most} aria-valuenow={Math.min(done, most)}>
      <svg width="100%" height="6" aria-hidden className="block">
        <rect width="100%" height="6" rx="3" className="fill-sunken" />
        <rect width={`${Math.min(100, (done / most) * 100)}%`} height="6" rx="3" className="fill-ink" />
      </svg>
    </div>
  );
}
