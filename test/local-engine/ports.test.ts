import { createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { choosePorts, isFree, LOOPBACK } from '../../src/local-engine/ports.js';

async function occupy(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, LOOPBACK, resolve));
  onTestFinished(() => void server.close());
  return server;
}

describe('choosePorts', () => {
  it('takes neighbours for web, database and receivers', async () => {
    const ports = await choosePorts(undefined, Math.random);
    expect(ports.database).toBe(ports.web + 1);
    expect(ports.receiverFirst).toBe(ports.web + 2);
    expect(ports.receiverLast).toBeGreaterThan(ports.receiverFirst);
    expect(await isFree(ports.web)).toBe(true);
  });

  it('goes elsewhere when one of the row is taken', async () => {
    const { web, receiverLast } = await choosePorts(undefined, Math.random);
    await occupy(receiverLast);
    const others = await choosePorts(web, Math.random);
    expect(others.web).not.toBe(web);
  });

  it('uses the port of an earlier server again where it is free', async () => {
    const { web } = await choosePorts(undefined, Math.random);
    expect((await choosePorts(web, Math.random)).web).toBe(web);
  });

  it('says so when nothing is free', async () => {
    const { web } = await choosePorts(undefined, Math.random);
    await occupy(web);
    const always = (): number => (web - 20_000) / (32_000 - 20_000 - 10);
    await expect(choosePorts(web, always)).rejects.toThrow(/No free ports/);
  });
});
