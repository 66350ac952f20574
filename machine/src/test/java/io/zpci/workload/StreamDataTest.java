package io.zpci.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamDataTest {
  private static final long SEED = Long.getLong("zpci.seed", 1);

  private final StreamData data = new StreamData(SEED);
  private final MemorySegment bytes = MemorySegment.ofArray(new byte[300]);

  @Test
  void everyPieceOfAStreamIsTheSameBytesWhereverItIsCut() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2_000; i++) {
      long position = random.nextLong(1L << 40);
      int length = random.nextInt(200);
      int offset = random.nextInt(100);
      bytes.fill((byte) 0x5a);
      data.put(position, bytes, offset, length);
      for (int k = 0; k < 300; k++) {
        boolean inside = k >= offset && k < offset + length;
        byte expected = inside ? data.at(position + k - offset) : 0x5a;
        assertEquals(expected, bytes.get(Layouts.BYTE, k), "seed " + SEED + ", piece " + i);
      }
      assertEquals(length, data.match(position, bytes, offset, length));
    }
  }

  @Test
  void aMatchEndsAtTheFirstWrongByte() {
    for (int wrong = 0; wrong < 100; wrong++) {
      data.put(7, bytes, 0, 100);
      bytes.set(Layouts.BYTE, wrong, (byte) ~bytes.get(Layouts.BYTE, wrong));
      assertEquals(wrong, data.match(7, bytes, 0, 100));
    }
  }

  @Test
  void aByteAtTheWrongPlaceIsWrong() {
    data.put(8, bytes, 0, 64);
    assertEquals(0, data.match(0, bytes, 0, 64), "shifted by a doubleword");
  }

  @Test
  void seedsGiveStreamsOfTheirOwn() {
    data.put(0, bytes, 0, 64);
    assertNotEquals(64, new StreamData(SEED + 1).match(0, bytes, 0, 64));
    assertEquals(64, new StreamData(SEED).match(0, bytes, 0, 64));
  }
}
