/**
 * What NekoHub asks of a place where bytes are kept. Keys are the asset's own (`2026/11/21/<hex>.jpg`); a prefix
 * or base path is the driver's affair. `null` is absence; a provider that can't be reached or refuses is
 * `storage_unavailable`. Every driver passes test/storage/driver-contract.ts.
 */
export interface StorageDriver {
  readonly type: string;
  /**
   * Stores the whole object or nothing. The store verifies `sha256` where it can.
   * @returns null when `ifMatch` was given and the object is not that one any more
   */
  put(key: string, bytes: Uint8Array, options: PutOptions): Promise<StoredObject | null>;
  /**
   * Stores an object of `size` bytes while they are written, whole or not at all: nothing is there before the last
   * of them, and an aborted stream leaves nothing. Sent once: a stream can't be sent again.
   * @returns null where the store has to have all bytes, or their sum, first
   */
  putStream(key: string, size: number, options: StreamOptions): Promise<StreamedPut | null>;
  get(key: string, range?: ByteRange): Promise<StoredBody | null>;
  head(key: string): Promise<StoredObject | null>;
  /** Any number of keys; an absent one is no error. */
  delete(keys: string[], options?: { commitMessage?: string | null }): Promise<void>;
  /** Every object whose key begins with `prefix`, however many there are. */
  list(prefix: string): AsyncIterable<ListedObject>;
}

export interface PutOptions {
  contentType: string;
  /** Lower-case hex SHA-256 of the bytes. */
  sha256: string;
  /** Replace only this version, named by the `etag` that a read gave. */
  ifMatch?: string;
  commitMessage?: string | null;
}

export interface StreamOptions {
  contentType: string;
  /** Lower-case hex SHA-256 of the bytes; null = not known before the last of them. */
  sha256: string | null;
}

export interface StreamedPut {
  writable: WritableStream<Uint8Array>;
  /** Settles when the object is stored, or when it won't be. */
  stored: Promise<StreamedObject>;
}

export interface StreamedObject extends StoredObject {
  /** Lower-case hex of what the store has; null where it doesn't say, having checked a SHA-256. */
  md5: string | null;
}

export interface ByteRange {
  offset: number;
  length: number;
}

export interface StoredObject {
  key: string;
  /** Bytes of the whole object. */
  size: number;
  /** The provider's name for this version, without quotes; compared, never shown. */
  etag: string;
}

export interface StoredBody extends StoredObject {
  body: ReadableStream<Uint8Array>;
}

export interface ListedObject {
  key: string;
  size: number;
}
