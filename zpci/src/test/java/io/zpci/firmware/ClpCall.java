package io.zpci.firmware;

import io.zpci.arch.ClpBlock;
import io.zpci.arch.Issue;
import io.zpci.arch.PciInstruction.Clp;
import io.zpci.storage.GuestStorage;

/**
 * One CLP block in the bench's storage: a 32-byte request and the response behind it, by raw
 * offsets.
 */
final class ClpCall {
  static final long BLOCK = Bench.STORAGE + 0x1000;

  final Bench bench;
  final GuestStorage storage;
  private long response = BLOCK + ClpBlock.REQUEST_SIZE;

  /** A zero request for {@code command}; every byte behind it is 0xee, but the room. */
  ClpCall(Bench bench, int command, int room) {
    this.bench = bench;
    this.storage = bench.storage;
    for (int i = 0; i < 32; i++) {
      storage.putByte(BLOCK + i, 0);
    }
    for (int i = 32; i < 8192; i++) {
      storage.putByte(BLOCK + i, 0xee);
    }
    storage.putShort(BLOCK, 32);
    storage.putShort(BLOCK + 2, command);
    storage.putShort(response, room);
  }

  /** Gives the request another length; the response starts behind it. */
  ClpCall requestLength(int length, int room) {
    storage.putShort(BLOCK, length);
    response = BLOCK + length;
    storage.putShort(response, room);
    return this;
  }

  ClpCall putByte(int offset, int value) {
    storage.putByte(BLOCK + offset, value);
    return this;
  }

  ClpCall putInt(int offset, int value) {
    storage.putInt(BLOCK + offset, value);
    return this;
  }

  ClpCall putLong(int offset, long value) {
    storage.putLong(BLOCK + offset, value);
    return this;
  }

  /** Executes it and answers the outcome. */
  int execute() {
    return bench.firmware.execute(new Clp(Issue.HANDLE, storage, BLOCK));
  }

  /** Executes it and answers the response code. */
  int code() {
    int outcome = execute();
    if (outcome != 0) {
      throw new AssertionError("outcome " + outcome);
    }
    return responseShort(2);
  }

  int responseByte(int offset) {
    return storage.getByte(response + offset);
  }

  int responseShort(int offset) {
    return storage.getShort(response + offset);
  }

  int responseInt(int offset) {
    return storage.getInt(response + offset);
  }

  long responseLong(int offset) {
    return storage.getLong(response + offset);
  }
}
