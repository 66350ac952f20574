package io.zpci.vmm;

import static io.zpci.vmm.Plugged.ADDRESSING;
import static io.zpci.vmm.Plugged.OK;
import static io.zpci.vmm.Plugged.OPERAND;
import static io.zpci.vmm.Plugged.SPECIFICATION;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.function.FunctionFacts.BlockClass;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The prototype that hands a relaxed function's blocks down in one pwrite. */
class RelaxedBlocksTest {
  private static Plugged plugged(String version, BlockClass blockClass) {
    return new Plugged(
        Plugged.version(version),
        ByteOrder.LITTLE_ENDIAN,
        Plugged.facts(List.of(0x1_0000L, 0L, 0L, 0L, 0L, 0L), null, blockClass),
        (device, tap) -> InterceptionOptions.withBlock(new WholeBlock(device, tap)),
        4096);
  }

  @ParameterizedTest
  @CsvSource({"qemu-7.2", "qemu-10.0", "qemu-10.2", "qemu-11.1"})
  void anyLengthAndAlignmentInOnePwrite(String version) {
    Plugged qemu = plugged(version, BlockClass.RELAXED);
    assertEquals(OK, qemu.block(0, 8, 0, 0x10001));
    assertEquals(OK, qemu.block(0, 3, 0x5, 0x10000));
    assertEquals(List.of("w0@0 161718191a1b1c1d", "w0@5 151617"), qemu.device.seen());
    assertEquals(OK, qemu.block(0, 4096, 0x1000, 0x10000));
    assertEquals("w0@1000 15".length() + 2 * 4095, qemu.device.seen().getFirst().length());
    assertEquals(List.of(), qemu.broken);
  }

  @Test
  void whatStaysForbidden() {
    Plugged qemu = plugged("qemu-11.1", BlockClass.RELAXED);
    assertEquals(SPECIFICATION, qemu.block(0, 0, 0, 0x10000));
    assertEquals(List.of(QemuRules.RELAXED_LENGTH), qemu.broken);
    assertEquals(SPECIFICATION, qemu.block(0, 4097, 0, 0x10000));
    assertEquals(List.of(QemuRules.RELAXED_LENGTH), qemu.broken);
    assertEquals(SPECIFICATION, qemu.block(0, 9, 0xff8, 0x10000));
    assertEquals(List.of(QemuRules.PCISTB_BOUNDARY), qemu.broken);
    assertEquals(ADDRESSING, qemu.block(0, 9, 0, 0x1fff8));
    assertEquals(List.of(), qemu.device.seen());
  }

  @Test
  void aStrictFunctionKeepsTheStrictRules() {
    Plugged qemu = plugged("qemu-11.1", BlockClass.STRICT);
    assertEquals(SPECIFICATION, qemu.block(0, 8, 0, 0x10000));
    assertEquals(OK, qemu.block(0, 16, 0, 0x10000));
    assertEquals(2, qemu.device.seen().size());
  }

  @Test
  void aShortPwriteIsToldToTheGuest() {
    Plugged qemu = plugged("qemu-11.1", BlockClass.RELAXED);
    qemu.device.answering(8);
    assertEquals(OPERAND, qemu.block(0, 9, 0, 0x10000));
    assertEquals(List.of(QemuRules.PROTOTYPE_WRITE), qemu.broken);
  }
}
