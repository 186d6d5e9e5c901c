/** @returns the class names of an HTML element that shows the status of a calculation: none of it comes from the server. */
export function statusClass(status: string): string {
  if (status === 'complete' || status === 'shared') return 'status good';
  return status === 'failed' || status === 'aborted' ? 'status bad' : 'status';
}
