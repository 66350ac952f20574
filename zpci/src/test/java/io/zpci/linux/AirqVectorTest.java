package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Bits that are handed out. Source: spec zpci 12.7. */
class AirqVectorTest {
  private final GuestStorage storage = new GuestStorage(0, MemorySegment.ofArray(new long[8]));
  private final AirqVector vector = new AirqVector(storage, 8, 8);

  @Test
  void theEndIsOneMoreThanNeededAndNeverGoesDown() {
    assertEquals(0, vector.end());
    assertEquals(0, vector.allocate(1));
    assertEquals(2, vector.end());
    assertEquals(1, vector.allocate(1));
    assertEquals(3, vector.end());
    vector.free(1, 1);
    vector.free(0, 1);
    assertEquals(3, vector.end());
    assertEquals(0, vector.allocate(1));
    assertEquals(3, vector.end());
  }

  @Test
  void theFirstRunThatIsLongEnoughIsTaken() {
    assertEquals(0, vector.allocate(2));
    assertEquals(2, vector.allocate(3));
    vector.free(0, 2);
    assertEquals(5, vector.allocate(3));
    assertEquals(9, vector.end());
    assertEquals(-1, vector.allocate(3));
    assertEquals(0, vector.allocate(1));
    assertEquals(1, vector.allocate(1));
    assertEquals(-1, vector.allocate(1));
  }

  @Test
  void freeingClearsWhatIsLeft() {
    vector.allocate(8);
    storage.putByte(8, 0xff);
    vector.free(2, 3);
    assertEquals(0xc7, storage.getByte(8));
    assertEquals(8, vector.address());
  }
}
