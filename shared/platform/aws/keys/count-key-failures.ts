import type { Metrics, Ports } from '../../ports.ts';

/** The key service and the token signer, each of whose failures is counted and passed on. */
export function countKeyFailures({
  keys,
  signer,
  metrics,
}: Pick<Ports, 'keys' | 'signer'> & { metrics: Metrics }): Pick<Ports, 'keys' | 'signer'> {
  async function counted<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      metrics.count('KeyFailures');
      throw error;
    }
  }
  return {
    keys: {
      generateDataKey: (context) => counted(keys.generateDataKey(context)),
      unwrap: (wrapped, context) => counted(keys.unwrap(wrapped, context)),
      rewrap: (wrapped, context) => counted(keys.rewrap(wrapped, context)),
    },
    signer: {
      sign: (input) => counted(signer.sign(input)),
      keyId: () => counted(signer.keyId()),
      publicKeys: () => counted(signer.publicKeys()),
    },
  };
}
