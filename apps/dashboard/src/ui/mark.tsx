/** A howdah: the seat with its canopy. */
export function Mark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d="M4 10c0-4.4 3.6-7 8-7s8 2.600 8 7z" />
      <path d="M6.500 10v6M17.500 10v6M3 16h18l-2 5H5z" />
    </svg>
  );
}
