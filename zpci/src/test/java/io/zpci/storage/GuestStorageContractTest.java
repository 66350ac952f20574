package io.zpci.storage;

import io.zpci.storage.contract.InterlockedStorageContract;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Guest storage is interlocked, in native memory and in an array. */
@ParameterizedClass
@MethodSource("memory")
class GuestStorageContractTest extends InterlockedStorageContract {
  private static final long START = 0x1000;
  private static final int SIZE = 0x1000;

  private final boolean isNative;

  GuestStorageContractTest(boolean isNative) {
    this.isNative = isNative;
  }

  static Stream<Named<Boolean>> memory() {
    return Stream.of(Named.of("native", true), Named.of("array", false));
  }

  @Override
  protected Words create() {
    MemorySegment bytes =
        isNative ? Arena.ofAuto().allocate(SIZE, 8) : MemorySegment.ofArray(new long[SIZE / 8]);
    return new Words(new GuestStorage(START, bytes), START, START + SIZE);
  }
}
