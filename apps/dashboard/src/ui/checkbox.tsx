interface CheckboxProps {
  readonly label: string;
  readonly means?: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

export function Checkbox({ label, means, isChecked, onChange }: CheckboxProps) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5">
      <input
        type="checkbox"
        className="mt-0.5 size-4 shrink-0 accent-ink"
        checked={isChecked}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span>
        <span className="font-medium">{label}</span>
        {means !== undefined && <span className="block text-muted">{means}</span>}
      </span>
    </label>
  );
}
