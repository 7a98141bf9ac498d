// For the health check of a container: ends with 0 if the gateway answers, with 1 if not.
const url = process.env.HEALTH_URL ?? 'http://127.0.0.1:4000/health/live';
try {
  const response = await fetch(url, { signal: AbortSignal.timeout(4_000) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`It answered ${response.status}.`);
} catch (error) {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  console.error(`${url}: ${cause instanceof Error ? cause.message : String(cause)}`);
  process.exitCode = 1;
}
