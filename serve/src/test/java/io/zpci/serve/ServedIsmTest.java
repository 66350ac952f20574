package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Rule;
import io.zpci.arch.Status;
import io.zpci.ism.IsmEvents;
import io.zpci.linux.Errno;
import io.zpci.posix.PosixException;
import io.zpci.trace.Tap;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioException;
import io.zpci.vfiouser.FunctionEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two ISM functions of one machine, each served to a guest. */
class ServedIsmTest {
  private static final long A = 0xa1a1_a1a1_0000_0001L;
  private static final long B = 0xb2b2_b2b2_0000_0002L;
  private static final long TIME = 0x1122_3344_5566_7788L;

  private final List<String> broken = new ArrayList<>();
  private final Tap tap =
      new Tap.NoOp() {
        @Override
        public void broken(Rule rule) {
          broken.add(rule.id());
        }
      };
  private final ServedMachine machine = new ServedMachine(tap, IsmEvents.NONE, () -> TIME);
  private Guest a;
  private Guest b;

  @BeforeEach
  void plug() throws IOException {
    a = Guest.attached(machine.ism(A, OptionalInt.empty(), FunctionEvents.NONE));
    b = Guest.attached(machine.ism(B, OptionalInt.empty(), FunctionEvents.NONE));
  }

  @AfterEach
  void unplug() {
    a.close();
    b.close();
  }

  @Test
  void itsRegionsAreThoseOfTheRealThing() throws VfioException {
    long[] sizes = {1L << 48, 0, 0x1000, 0, 0x1000, 0, 0, 0x100, 0};
    for (int index = 0; index < sizes.length; index++) {
      int flags = sizes[index] == 0 ? 0 : 3;
      assertEquals(
          new RegionInfo(index, flags, sizes[index], 0, List.of()), a.function.regionInfo(index));
    }
    assertEquals(1, a.function.irqInfo(1).count());
    assertEquals(1, a.function.irqInfo(2).count());
  }

  @Test
  void beforeTheFirstCommandBarTwoSaysErrorAndEight() {
    assertEquals("00000000ffff0008", a.read(2, 0, 8));
    assertEquals("ffff", a.read(2, 4, 2));
    assertEquals("0008", a.read(2, 6, 2));
    a.probed();
    assertEquals("0000000200000008", a.read(2, 0, 8));
    assertEquals(0, a.function.reset());
    assertEquals("00000000ffff0008", a.read(2, 0, 8));
  }

  @Test
  void aCommandIsTwoBlocksAndItsResponseIsRead() {
    a.probed();
    assertEquals(0, a.command("0000000300000008", ""));
    assertEquals("0000000300000010a1a1a1a100000001", a.read(2, 0, 16));
    assertEquals(0, a.command("0000000800000008", ""));
    assertEquals(
        "00000008000000c8"
            + "0000000100001000"
            + "0000000000000001"
            + "a1a1a1a100000001"
            + "000000011ffc0000"
            + "000000011ffc1000",
        a.read(2, 0, 48),
        "the GID, the SBA, the event queue");
    assertEquals(200, a.read(2, 0, 200).length() / 2);
    assertEquals(List.of(), broken, "read in doublewords, ascending");
    assertEquals("00000008", a.read(2, 0, 4));
    assertEquals(List.of("R-13"), broken);
  }

  @Test
  void aMoveIsInThePeersMemoryThenItsBitThenItsInterrupt() throws PosixException {
    a.probed();
    b.probed();
    long token = b.dmb(Guest.DMB, 0x4000, 33, A);
    assertEquals(Outcome.OK, a.move(token, false, 5, "010203"));
    assertEquals("0000000000010203000000", b.ram(Guest.DMB, 11));
    assertEquals("0000000000000000", b.ram(Guest.SBA, 8));
    assertEquals(0, b.interrupts.take());
    assertEquals(Outcome.OK, a.move(token, true, 0x3ff0, "aabb"));
    assertEquals("aabb", b.ram(Guest.DMB + 0x3ff0, 2));
    assertEquals("80000000", b.ram(Guest.SBA, 4), "the summary");
    assertEquals("40000000", b.ram(Guest.SBA + 4 + 4, 4), "index 33");
    assertEquals("1000", b.ram(Guest.SBA + 256 + 66, 2), "the element's mask");
    assertEquals(1, b.interrupts.take());
    assertEquals(Outcome.OK, a.move(token, true, 0, "cc"));
    assertEquals(0, b.interrupts.take(), "the summary was set");
    assertEquals(0, a.interrupts.take());
  }

  @Test
  void blocksOfUpTo4096BytesPassWhateverTheirLengthAndPlace() {
    a.probed();
    b.probed();
    long token = b.dmb(Guest.DMB, 0x4000, 32, A);
    assertEquals(Outcome.OK, a.block(0, token | 0x1000, 0, "5a".repeat(4096)));
    assertEquals("5a".repeat(4096), b.ram(Guest.DMB + 0x1000, 4096));
    assertEquals(Outcome.OK, a.block(0, token | 1, 0xfff, "66"));
    assertEquals(Outcome.OK, a.block(0, token | 0x2001, 0xfff, "77".repeat(4095)));
    assertEquals("0066", b.ram(Guest.DMB, 2));
    assertEquals("00" + "77".repeat(4095) + "00", b.ram(Guest.DMB + 0x2000, 4097));
    int specification = Outcome.exception(ProgramInterruption.SPECIFICATION);
    assertEquals(specification, a.block(0, token, 0, "00".repeat(4097)));
    assertEquals(specification, a.block(0, token | 0xfff, 0, "0000"));
    assertEquals(specification, a.block(0, token, 0, ""));
    assertEquals(List.of("R-04", "R-05", "R-04"), broken);
  }

  @Test
  void theLastBytesOfItsSpaceAreReached() {
    a.probed();
    assertEquals(
        Outcome.error(Status.FUNC_NOT_AVAIL), a.block(0, 0xffff_ffff_fff0L, 0, "00".repeat(16)));
    assertEquals(List.of("R-19"), broken, "no such DMB");
    assertEquals(
        Outcome.exception(ProgramInterruption.OPERAND),
        a.block(0, 0x1_0000_0000_0000L, 0, "00".repeat(16)));
  }

  @Test
  void aStoreOfARegistersLengthIsNoBlock() {
    assertEquals(-Errno.EIO, a.write(2, 0, "0000000300000008"));
    assertEquals(-Errno.EIO, a.write(0, 0, "00"));
    assertEquals(List.of("R-02", "R-02"), broken);
    assertEquals("00000000ffff0008", a.read(2, 0, 8));
    assertEquals(16, a.write(2, 8, "000000011ffc00000000000000000000"), "any other is one");
  }

  @Test
  void anEventOfAPeerCarriesTheTimeOfTheMachine() throws PosixException {
    a.probed();
    b.probed();
    String payload = "%016x".formatted(B) + "00000001" + "00000080" + "0000000000000007";
    assertEquals(0, a.command("0000000e00000020", payload));
    assertEquals(
        "0000000200000080" + "a1a1a1a100000001" + "1122334455667788" + "0000000000000007",
        b.ram(Guest.QUEUE + 32, 32));
    assertEquals("c0000000", b.ram(Guest.SBA, 4));
    assertEquals(1, b.interrupts.take());
  }

  @Test
  void aClientThatGoesIsAFunctionThatIsResetAndItsPeersAreTold() throws IOException {
    a.probed();
    b.probed();
    long token = b.dmb(Guest.DMB, 0x4000, 32, A);
    b.function.detach();
    assertEquals("0000000100000007" + "b2b2b2b200000002", a.ram(Guest.QUEUE + 32, 16));
    assertEquals(1, a.interrupts.take());
    assertEquals(Outcome.error(Status.FUNC_NOT_AVAIL), a.move(token, false, 0, "01"));
    assertEquals("00", b.ram(Guest.DMB, 1));
    assertEquals(FunctionState.ENABLED, b.function.entry().state());
    assertEquals(0, a.command("0000000300000008", ""), "it goes on");
    try (Guest again = Guest.attached(b.function)) {
      again.probed();
      long next = again.dmb(Guest.DMB, 0x4000, 32, A);
      assertEquals(Outcome.OK, a.move(next, true, 0, "02"));
      assertEquals("02", again.ram(Guest.DMB, 1));
      assertEquals(1, again.interrupts.take());
      assertEquals(0, b.interrupts.take());
    }
  }

  @Test
  void memoryThatIsUnmappedUnderADmbIsAnErrorOfItsOwnerUntilItIsReset() {
    a.probed();
    b.probed();
    long token = b.dmb(Guest.DMB, 0x4000, 32, A);
    assertEquals(0, b.function.dmaUnmap(0, 0x1_2000_0000L));
    assertEquals(Outcome.error(Status.FUNC_NOT_AVAIL), a.move(token, false, 0, "01"));
    assertEquals(List.of("R-25"), broken);
    assertEquals(FunctionState.ERROR, b.function.entry().state());
    assertEquals("-5", b.read(2, 0, 8));
    assertEquals("-5", b.config(0, 4));
    assertEquals(0, b.function.reset());
    assertEquals("00000000ffff0008", b.read(2, 0, 8));
    assertEquals("1410ed04", b.config(0, 4));
    assertEquals(0, a.command("0000000300000008", ""), "the sender is as it was");
  }

  @Test
  void aClientThatCutsItsFileEndsItselfAndNobodyElse() throws IOException {
    a.probed();
    b.probed();
    long token = b.dmb(Guest.DMB, 0x4000, 32, A);
    b.cut(Guest.DMB + Guest.PAGE);
    for (int i = 0; i < 3; i++) {
      assertEquals(Outcome.error(Status.FUNC_NOT_AVAIL), a.move(token, true, 0x2000, "01"));
      assertEquals(0, a.command("0000000300000008", ""), "the sender is as it was");
    }
    assertThrows(InternalError.class, () -> b.read(7, 0, 4));
    assertThrows(InternalError.class, () -> b.write(7, 4, "0600"));
    assertThrows(InternalError.class, () -> b.function.reset());
    assertThrows(InternalError.class, () -> b.function.dmaUnmap(0, 0x1000));
    assertFalse(b.function.read(0, b.ram, 0, 4));
    b.function.detach();
    try (Guest again = Guest.attached(b.function)) {
      again.probed();
      assertEquals("1410ed04", again.config(0, 4));
    }
  }

  @Test
  void aClientThatCutsItsFileUnderItsOwnCommandHearsOfItThere() throws PosixException {
    a.cut(Guest.PAGE);
    String payload = "%016x".formatted(Guest.IO + Guest.QUEUE) + "0000000000000200";
    a.block(2, 8, 0, payload);
    a.block(2, 0, 0, "0000000200000018");
    assertThrows(InternalError.class, () -> a.read(2, 0, 8));
    b.probed();
  }

  @Test
  void aGidIsTakenOnce() {
    assertThrows(
        IllegalArgumentException.class,
        () -> machine.ism(A, OptionalInt.empty(), FunctionEvents.NONE));
    assertEquals(2, machine.fabric().functions().size());
    assertTrue(machine.firmware().find(a.function.entry().handle()) != null);
  }
}
