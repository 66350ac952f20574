package io.zpci.tests;

import static io.zpci.machine.DeviceModel.ISM;
import static io.zpci.machine.DeviceModel.MEMORY;
import static io.zpci.trace.Operation.PCISTB;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.machine.Explanation;
import io.zpci.machine.Stack;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of one operation, on the routes and versions whose answer is known from the real
 * stack.
 */
class ExplainTest {
  private static final GuestResult SPECIFICATION =
      new GuestResult.Instruction(Outcome.exception(ProgramInterruption.SPECIFICATION));
  private static final GuestResult OPERAND =
      new GuestResult.Instruction(Outcome.exception(ProgramInterruption.OPERAND));
  private static final GuestResult DONE = new GuestResult.Instruction(Outcome.OK);

  @ParameterizedTest
  @ValueSource(strings = {"lpar", "interpretation", "relaxed-pwrite", "zpci-io-region"})
  void commandHeaderIsDelivered(String route) {
    Explanation header = Stacks.explain(route, Stack.newest(), ISM, PCISTB, 2, 0, 8);
    assertEquals(Verdict.DELIVERED, header.judgement().verdict());
    assertNull(header.judgement().brokenBy());
    assertNull(header.judgement().rule());
    assertEquals(DONE, header.guest());
    assertEquals(
        List.of(new Arrival(PCISTB, false, 2, 0, 8, Bytes.ofHex("0000000300000008"), Outcome.OK)),
        header.device());
  }

  @Test
  void commandHeaderFromAProcessIsDelivered() {
    Explanation header =
        Stacks.explain("ism-vfio-pci-process", Stack.newest(), ISM, PCISTB, 2, 0, 8);
    assertEquals(Verdict.DELIVERED, header.judgement().verdict());
    assertEquals(new GuestResult.Call(0, 8), header.guest());
    assertEquals(1, header.device().size());
    assertNull(header.plug());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bar-rw", "ism-vfio-pci"})
  void commandHeaderIsRefusedByQemu(String route) {
    Explanation header = Stacks.explain(route, Stack.newest(), ISM, PCISTB, 2, 0, 8);
    assertEquals(Verdict.REFUSED, header.judgement().verdict());
    assertEquals(Hand.QEMU, header.judgement().brokenBy());
    assertEquals("qemu.pcistb.7", header.judgement().rule());
    assertEquals(SPECIFICATION, header.guest());
    assertEquals(List.of(), header.device());
    assertEquals("refused, MSI-X mandatory", header.plug());
  }

  @Test
  void moveOnLinux510WithoutMioBecomesSixteenStores() {
    Stack stack = Stacks.stack("qemu-7.2", "linux-5.10", BIG_ENDIAN, false, false);
    Explanation move = Stacks.explain("bar-rw", stack, ISM, PCISTB, 0, 0, 64);
    assertEquals(Verdict.LOST, move.judgement().verdict());
    assertEquals(Hand.QEMU, move.judgement().brokenBy());
    assertEquals("R-02", move.judgement().rule());
    assertEquals(DONE, move.guest());
    assertEquals(16, move.device().size());
    for (int i = 0; i < 16; i++) {
      Arrival store = move.device().get(i);
      assertEquals(
          new Arrival(
              Operation.PCISTG,
              false,
              0,
              4L * i,
              4,
              Bytes.counting(0x10 + 4 * i, 4),
              Outcome.error(20)),
          store);
    }
    assertFalse(move.judgement().unverified().isEmpty());
  }

  @Test
  void moveOnLinux510WithMioEndsAtTheMapping() {
    Stack stack = Stacks.stack("qemu-7.2", "linux-5.10", BIG_ENDIAN, true, false);
    Explanation move = Stacks.explain("bar-rw", stack, ISM, PCISTB, 0, 0, 64);
    assertEquals(Verdict.LOST, move.judgement().verdict());
    assertEquals(Hand.QEMU, move.judgement().brokenBy());
    assertEquals("vfio.bar.5", move.judgement().rule());
    assertTrue(move.judgement().why().contains("ENOMEM"), move.judgement().why());
    assertEquals(DONE, move.guest());
    assertEquals(List.of(), move.device());
  }

  @Test
  void moveOnLinux510WithMioAndAMappingBecomesSixteenMioStores() {
    Stack stack = Stacks.stack("qemu-7.2", "linux-5.10", BIG_ENDIAN, true, true);
    Explanation move = Stacks.explain("bar-rw", stack, ISM, PCISTB, 0, 0, 64);
    assertEquals(Verdict.LOST, move.judgement().verdict());
    assertEquals("R-01", move.judgement().rule());
    assertEquals(16, move.device().size());
    for (int i = 0; i < 16; i++) {
      Arrival store = move.device().get(i);
      assertTrue(store.mio());
      assertEquals(4L * i, store.offset());
      assertEquals(4, store.length());
      assertFalse(store.taken());
    }
  }

  @Test
  void moveOnLinux72IsLostWithEnodev() {
    Stack stack = Stacks.stack("qemu-7.2", "linux-7.2", BIG_ENDIAN, true, false);
    Explanation move = Stacks.explain("bar-rw", stack, ISM, PCISTB, 0, 0, 64);
    assertEquals(Verdict.LOST, move.judgement().verdict());
    assertEquals("vfio.bar.5", move.judgement().rule());
    assertTrue(move.judgement().why().contains("ENODEV"), move.judgement().why());
    assertEquals(List.of(), move.device());
  }

  @Test
  void blockOnQemu52IsAnOperandException() {
    Stack stack = Stacks.stack("qemu-5.2", "linux-5.10", BIG_ENDIAN, false, false);
    Explanation move = Stacks.explain("bar-rw", stack, ISM, PCISTB, 0, 0, 64);
    assertEquals(Verdict.REFUSED, move.judgement().verdict());
    assertEquals(OPERAND, move.guest());
    assertEquals("qemu.pcistb.10", move.judgement().rule());
    assertEquals(Hand.QEMU, move.judgement().brokenBy());
  }

  @Test
  void blockUnderALittleEndianQemuIsReversed() {
    Stack stack = Stacks.stack("qemu-11.1", "linux-7.2", LITTLE_ENDIAN, true, false);
    Explanation block = Stacks.explain("bar-rw", stack, MEMORY, PCISTB, 0, 0, 64);
    assertEquals(Verdict.CORRUPTED, block.judgement().verdict());
    assertEquals(Hand.QEMU, block.judgement().brokenBy());
    assertEquals(8, block.device().size());
    assertEquals("1716151413121110", block.device().getFirst().data().toHex());
    assertFalse(block.device().getFirst().mio());
    assertEquals(56, block.device().getLast().offset());
  }

  @Test
  void blockUnderABigEndianQemuIsCut() {
    Stack stack = Stacks.stack("qemu-11.1", "linux-7.2", BIG_ENDIAN, true, false);
    Explanation block = Stacks.explain("bar-rw", stack, MEMORY, PCISTB, 0, 0, 64);
    assertEquals(Verdict.CUT, block.judgement().verdict());
    assertEquals(8, block.device().size());
    assertEquals("1011121314151617", block.device().getFirst().data().toHex());
    assertTrue(block.device().getFirst().mio());
  }

  @Test
  void tornBlocksBreakTheRuleThatNoDeviceSees() {
    Explanation move = Stacks.explain("ism-vfio-pci", Stack.newest(), ISM, PCISTB, 0, 0, 64);
    assertEquals(Verdict.CUT, move.judgement().verdict());
    assertEquals(Hand.QEMU, move.judgement().brokenBy());
    assertEquals("R-03", move.judgement().rule());
    assertEquals(8, move.device().size());
  }

  @Test
  void routesThatAVersionLacksAreUnavailable() {
    Stack old = Stacks.stack("qemu-5.2", "linux-5.10", BIG_ENDIAN, true, false);
    for (String route : List.of("interpretation", "ism-vfio-pci", "ism-vfio-pci-process")) {
      Explanation move = Stacks.explain(route, old, ISM, PCISTB, 0, 0, 64);
      assertEquals(Verdict.UNAVAILABLE, move.judgement().verdict(), route);
      assertNull(move.guest(), route);
    }
    assertEquals(
        Verdict.UNAVAILABLE,
        Stacks.explain("ism-vfio-pci", Stack.newest(), MEMORY, PCISTB, 0, 0, 64)
            .judgement()
            .verdict());
  }

  @Test
  void aReadBeforeAWriteDoesNotCutTheWrite() {
    Explanation command =
        Stacks.explain("bar-rw", Stack.newest(), MEMORY, Operation.PCISTG, 15, 4, 2);
    assertEquals(Verdict.DELIVERED, command.judgement().verdict());
    assertNull(command.judgement().rule());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 6, 7, 8})
  void aLoadThatNobodyAnswersIsLost(int length) {
    Explanation load = Stacks.explain("bar-rw", Stack.newest(), ISM, Operation.PCILG, 2, 0, length);
    assertEquals(Verdict.LOST, load.judgement().verdict());
    assertEquals("vfio.bar.5", load.judgement().rule());
  }

  @Test
  void aResponseThatSaysNoIsStillDelivered() {
    Explanation block = Stacks.explain("lpar", Stack.newest(), ISM, PCISTB, 2, 0, 16);
    assertEquals(Verdict.DELIVERED, block.judgement().verdict());
    assertNull(block.judgement().brokenBy());
    assertEquals("R-10", block.judgement().rule());
  }

  @Test
  void aShortCountIsALoss() {
    Stack stack = Stack.newest();
    String process = "ism-vfio-pci-process";
    Explanation read = Stacks.explain(process, stack, ISM, Operation.PREAD, 2, 0xffc, 8);
    Explanation write = Stacks.explain(process, stack, ISM, Operation.PWRITE, 2, 0xff8, 16);
    assertEquals(Verdict.LOST, read.judgement().verdict());
    assertEquals(Verdict.LOST, write.judgement().verdict());
    assertEquals(new GuestResult.Call(0, 4), read.guest());
    assertEquals(new GuestResult.Call(0, 8), write.guest());
  }

  @Test
  void anMioAddressNamesABar() {
    assertEquals(
        Verdict.UNAVAILABLE,
        Stacks.explain("lpar", Stack.newest(), ISM, Operation.PCISTBI, 15, 0, 16)
            .judgement()
            .verdict());
    assertEquals(
        Verdict.UNAVAILABLE,
        Stacks.explain("lpar", Stack.newest(), MEMORY, Operation.PCISTGI, 0, 1L << 48, 8)
            .judgement()
            .verdict());
  }

  @Test
  void theThreadsIdeaMendsTheInstructionAndNotTheSplit() {
    Stack stack = Stacks.stack("qemu-11.1", "linux-7.2-by-address", BIG_ENDIAN, true, false);
    Explanation move = Stacks.explain("bar-rw", stack, ISM, PCISTB, 0, 0, 64);
    assertEquals(Verdict.LOST, move.judgement().verdict());
    assertEquals("R-02", move.judgement().rule());
    assertEquals(8, move.device().size());
    assertTrue(move.device().stream().noneMatch(Arrival::mio));
  }

  @Test
  void prototypesGoWithEveryVersion() {
    Stack old = Stacks.stack("qemu-5.2", "linux-5.10", BIG_ENDIAN, true, false);
    for (String route : List.of("zpci-io-region", "relaxed-pwrite")) {
      Explanation header = Stacks.explain(route, old, ISM, PCISTB, 2, 0, 8);
      assertEquals(Verdict.DELIVERED, header.judgement().verdict(), route);
      assertEquals("accepted", header.plug(), route);
    }
  }
}
