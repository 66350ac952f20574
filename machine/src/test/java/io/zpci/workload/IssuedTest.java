package io.zpci.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.trace.Operation;
import org.junit.jupiter.api.Test;

class IssuedTest {
  @Test
  void anOperationIsDescribedAsItIsTyped() {
    assertEquals("pcilg 15 0x10 4", Issued.load(Operation.PCILG, 15, 16, 4).describe());
    assertEquals(
        "pcistb 2 0x0 8", Issued.store(Operation.PCISTB, 2, 0, Bytes.counting(0, 8)).describe());
  }

  @Test
  void anOffsetHas64BitsWithoutSign() {
    assertEquals("pcilg 0 0xfffffffffffffff8 8", Issued.load(Operation.PCILG, 0, -8, 8).describe());
  }
}
