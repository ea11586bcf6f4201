/** What is wrong with it; undefined when it is JSON. */
export function invalidJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (thrown) {
    return (thrown as SyntaxError).message;
  }
}
