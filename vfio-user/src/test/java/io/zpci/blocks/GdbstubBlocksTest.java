package io.zpci.blocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Blocks of a guest behind a stub: which packets they cost, and what the guest finds after them.
 */
class GdbstubBlocksTest {
  private static final int HANDLE = 0x8002_0000;
  private static final long SLIDE = 0x3ff_e000_0000L;
  private static final long PCISTB = StubKernel.PCISTB + SLIDE;
  private static final String AT = "3ffe0128ab0";

  /** Fast where the kernel's addresses are absolute ones; a stack of the kernel is elsewhere. */
  private static final int BUFFER = 0x8_0ff8;

  private static final long STACK = 0x37f_e000_3aa8L;

  /** After that an answer is not held any more, in nanoseconds. */
  private static final long LONGEST_HOLD = 200_000_000;

  @TempDir Path folder;
  private StubGuest guest;
  private SeenBlocks blocks;
  private final SeenEvents events = new SeenEvents();
  private GdbstubBlocks gdbstub;

  @BeforeEach
  void begin() throws Exception {
    guest = new StubGuest(folder.resolve("gdb"), 2);
    StubKernel.load(guest, SLIDE);
    guest.map(STACK & -4096, 0x20_0000, 4096);
    blocks = new SeenBlocks(HANDLE, guest.storage);
    SeenBlocks other = new SeenBlocks(0x8002_0001, guest.storage);
    gdbstub =
        new GdbstubBlocks(
            guest.path(), List.of(other, blocks), OptionalLong.of(PCISTB), null, events);
    gdbstub.start();
    assertEquals("connected", events.next());
    guest.awaitIdle();
    gdbstub.functionEnabled();
    assertEquals("found: 0x" + AT + ", as given", events.next());
    guest.awaitIdle();
    List<String> _ = guest.packets();
  }

  @AfterEach
  void end() throws IOException {
    gdbstub.close();
    guest.close();
  }

  private void block(int cpu, int handle, int length, long offset, long address)
      throws InterruptedException {
    guest.register(cpu, 11, ((long) handle << 32) | length);
    guest.register(cpu, 9, offset);
    guest.register(cpu, 8, address);
    guest.go(cpu, StubGuest.KERNEL, PCISTB);
    guest.awaitIdle();
  }

  @Test
  void blockCostsThreePacketsWhereItsStorageIsMapped() throws Exception {
    blocks.map(StubKernel.TEXT);
    guest.put(BUFFER, "1011121314151617 1819");
    block(0, HANDLE, 10, 0x80_0000, BUFFER);
    // The first one is read both ways.
    assertEquals(
        List.of("g", "m80ff8,a", "P0=0704c00180000000", "P1=000003ffe0128ab6", "vCont;c"),
        guest.packets());
    block(0, HANDLE, 10, 0x80_0000, BUFFER);
    assertEquals(
        List.of("g", "P0=0704c00180000000", "P1=000003ffe0128ab6", "vCont;c"), guest.packets());
    String seen = "800200000000000a 800000 80ff8 10111213141516171819";
    assertEquals(List.of(seen, seen), blocks.seen());
    assertEquals(0x0704_c001_8000_0000L, guest.mask(0));
    assertEquals(PCISTB + 6, guest.address(0));
    assertEquals(0x8002_0000_0000_000aL, guest.register(0, 11));
    assertEquals(List.of(), guest.executed());
  }

  @Test
  void zerosDoNotTellThatAddressesAreAbsolute() throws Exception {
    blocks.map(StubKernel.TEXT);
    block(0, HANDLE, 16, 0, BUFFER);
    block(0, HANDLE, 16, 0, BUFFER);
    assertEquals(2, guest.packets().stream().filter("m80ff8,10"::equals).count());
    assertEquals(2, blocks.seen().size());
  }

  @Test
  void storageThatIsSomethingElseAtTheSameAddressIsNotTaken() throws Exception {
    blocks.map(StubKernel.TEXT);
    // In this kernel's space the address leads to another page.
    guest.reboot();
    guest.map(StubKernel.TEXT + SLIDE, StubKernel.TEXT, StubKernel.TEXT_LENGTH);
    guest.map(0x8_0000, 0x20_0000, 4096);
    guest.put(0x8_0000, "ffffffff");
    guest.put(0x20_0000, "01020304");
    block(0, HANDLE, 4, 0, 0x8_0000);
    block(0, HANDLE, 4, 0, 0x8_0000);
    String seen = "8002000000000004 0 80000 01020304";
    assertEquals(List.of(seen, seen), blocks.seen());
  }

  @Test
  void aCpusOwnLowCoreIsReadByTheStub() throws Exception {
    blocks.map(StubKernel.TEXT);
    guest.put(BUFFER, "0102");
    block(0, HANDLE, 2, 0, BUFFER);
    guest.put(0x1ffe, "0a0b");
    List<String> _ = guest.packets();
    block(0, HANDLE, 2, 0, 0x1ffe);
    assertEquals("m1ffe,2", guest.packets().get(1));
    assertEquals("8002000000000002 0 1ffe 0a0b", blocks.seen().get(1));
  }

  @Test
  void addressesOfAStackAreReadByTheStub() throws Exception {
    blocks.map(StubKernel.TEXT);
    guest.put(0x20_0aa8, "000000011ffff000");
    block(0, HANDLE, 8, 8, STACK);
    assertEquals(
        List.of("g", "m37fe0003aa8,8", "P0=0704c00180000000", "P1=000003ffe0128ab6", "vCont;c"),
        guest.packets());
    assertEquals(List.of("8002000000000008 8 37fe0003aa8 000000011ffff000"), blocks.seen());
  }

  @Test
  void blockOf4096BytesOverAPageIsOneBlock() throws Exception {
    for (int i = 0; i < 4096; i++) {
      guest.storage[BUFFER + i] = (byte) (i * 7);
    }
    block(0, HANDLE, 4096, 0x1_0000_0000_0001L, BUFFER);
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < 4096; i++) {
      data.append("%02x".formatted(i * 7 & 0xff));
    }
    assertEquals(List.of("8002000000001000 1000000000001 80ff8 " + data), blocks.seen());
  }

  @Test
  void statusGoesIntoTheRequestRegister() throws Exception {
    blocks.answer(Outcome.error(20));
    block(0, HANDLE, 0, 0, BUFFER);
    // Condition code 1 is what the PSW has already.
    assertEquals(
        List.of("g", "Pd=8002000014000000", "P1=000003ffe0128ab6", "vCont;c"), guest.packets());
    assertEquals(StubGuest.KERNEL, guest.mask(0));
    assertEquals(0x8002_0000_1400_0000L, guest.register(0, 11));
    assertEquals(List.of("8002000000000000 0 80ff8 "), blocks.seen());
  }

  @Test
  void busyAndAnInvalidHandleAreConditionCodes() throws Exception {
    blocks.answer(Outcome.BUSY);
    block(0, HANDLE, 1, 0, BUFFER);
    assertEquals(0x0704_e001_8000_0000L, guest.mask(0));
    blocks.answer(Outcome.INVALID_HANDLE);
    block(0, HANDLE, 1, 0, BUFFER);
    assertEquals(0x0704_f001_8000_0000L, guest.mask(0));
    assertEquals(0x8002_0000_0000_0001L, guest.register(0, 11));
    assertEquals(PCISTB + 6, guest.address(0));
  }

  @Test
  void anotherFunctionsBlockIsExecutedByTheGuestsOwnMachine() throws Exception {
    block(1, 0x8002_0002, 8, 0, BUFFER);
    assertEquals(
        List.of("g", "z0," + AT + ",6", "vCont;s:02", "Z0," + AT + ",6", "vCont;c"),
        guest.packets());
    assertEquals(List.of("1 " + AT), guest.executed());
    assertEquals(List.of(PCISTB), guest.breakpoints());
    block(1, 0x8002_0001, 8, 0, BUFFER);
    assertEquals(List.of("1 " + AT), guest.executed());
    assertEquals(List.of(), blocks.seen());
  }

  @Test
  void anOperandThatCannotBeReadIsTheMachinesToRefuse() throws Exception {
    block(0, HANDLE, 16, 0, 0x5000_0000L);
    assertEquals(
        List.of("g", "m50000000,10", "z0," + AT + ",6", "vCont;s:01", "Z0," + AT + ",6", "vCont;c"),
        guest.packets());
    assertEquals(List.of(), blocks.seen());
    assertEquals(List.of("0 " + AT), guest.executed());
  }

  @Test
  void problemStateIsTheMachinesToRefuse() throws Exception {
    guest.register(0, 11, ((long) HANDLE << 32) | 8);
    guest.go(0, StubGuest.KERNEL | 0x0001_0000_0000_0000L, PCISTB);
    guest.awaitIdle();
    assertEquals(List.of("0 " + AT), guest.executed());
    assertEquals(List.of(), blocks.seen());
  }

  @Test
  void aProgramsInstructionAtTheSameAddressIsItsOwn() throws Exception {
    gdbstub.functionReset();
    guest.put((int) StubKernel.PCISTB, "070007000700 0000");
    guest.go(0, StubGuest.KERNEL | 0x0001_0000_0000_0000L, PCISTB);
    guest.awaitIdle();
    assertEquals(PCISTB + 6, guest.address(0));
    assertEquals(
        List.of("g", "z0," + AT + ",6", "vCont;s:01", "Z0," + AT + ",6", "vCont;c"),
        guest.packets());
    assertTrue(events.quiet());
  }

  @Test
  void aPathThatIsTooLongIsRefused() {
    Path path = Path.of("/" + "x".repeat(107));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new GdbstubBlocks(path, List.of(), OptionalLong.empty(), null, events));
    assertEquals(
        "socket " + path + ": a path of at most 107 bytes was expected", refused.getMessage());
  }

  @Test
  void blocksOfBothCpusArrive() throws Exception {
    for (int cpu = 0; cpu < 2; cpu++) {
      guest.register(cpu, 11, ((long) HANDLE << 32) | 2);
      guest.register(cpu, 9, cpu);
      guest.register(cpu, 8, BUFFER + 2 * cpu);
    }
    guest.put(BUFFER, "00010203");
    guest.operate(false);
    guest.go(0, StubGuest.KERNEL, PCISTB);
    guest.go(1, StubGuest.KERNEL, PCISTB);
    guest.operate(true);
    guest.awaitIdle();
    assertEquals(
        List.of("8002000000000002 0 80ff8 0001", "8002000000000002 1 80ffa 0203"), blocks.seen());
    assertEquals(PCISTB + 6, guest.address(0));
    assertEquals(PCISTB + 6, guest.address(1));
  }

  @Test
  void whoeverElseStopsTheMachineLetsItRunAgain() throws Exception {
    guest.operate(false);
    guest.register(0, 11, ((long) HANDLE << 32) | 2);
    guest.register(0, 8, BUFFER);
    guest.go(0, StubGuest.KERNEL, PCISTB);
    guest.operate(true);
    guest.awaitIdle();
    // Nothing was sent for the first stop.
    assertEquals("g", guest.packets().getFirst());
    assertEquals(1, blocks.seen().size());
  }

  @Test
  void closedItLeavesAMachineThatRunsWithoutBreakpoints() throws Exception {
    gdbstub.close();
    guest.awaitAlone();
    assertEquals(List.of("^C", "D"), guest.packets());
    assertEquals(List.of(), guest.breakpoints());
    guest.go(0, StubGuest.KERNEL, PCISTB);
    guest.awaitIdle();
    assertEquals(List.of("0 " + AT), guest.executed());
    assertTrue(events.quiet());
  }

  @Test
  void aStubThatGoesAwayIsFoundAgainAndSoIsThePcistb() throws Exception {
    guest.disconnect();
    assertEquals("lost: the stub closed the connection", events.next());
    assertEquals("connected", events.next());
    assertEquals("found: 0x" + AT + ", as given", events.next());
    block(0, HANDLE, 1, 5, BUFFER);
    assertEquals(List.of("8002000000000001 5 80ff8 00"), blocks.seen());
  }

  @Test
  void whatIsNoPacketEndsTheConnection() throws Exception {
    String[][] bad = {
      {"+$T05thread:01;#ff", "lost: a packet with checksum 07, it says ff"},
      {"+$T05thread:01;#0z", "lost: 'z' where a hexadecimal digit stands"},
      {"+$*!#4b", "lost: a packet that repeats nothing"},
      {"+$Tx5#00", "lost: a packet with checksum 01, it says 00"},
      {"+$E01#a6", "lost: 'E01' where a stop was expected"},
      {"+$W00#b7", "lost: the machine has ended"},
      {"+$T05thr", "lost: the stub closed the connection"},
    };
    int clients = 1;
    for (String[] each : bad) {
      guest.spoil(each[0], true);
      guest.go(0, StubGuest.KERNEL, PCISTB);
      assertEquals(each[1], events.next());
      assertEquals("connected", events.next());
      assertEquals("found: 0x" + AT + ", as given", events.next());
      guest.awaitClient(++clients);
      guest.awaitIdle();
    }
  }

  @Test
  void anExceptionIsAProgramInterruption() throws Exception {
    guest.put((int) StubKernel.HANDLER, "0000");
    guest.put(0x8c, "ffffffffffffffff");
    blocks.answer(Outcome.exception(ProgramInterruption.OPERAND));
    block(0, HANDLE, 3, 4, BUFFER);
    assertEquals("refused: block of 3 bytes at 0x4: operand exception", events.next());
    assertEquals(List.of(), guest.executed());
    assertEquals(0x0400_c001_8000_0000L, guest.mask(0));
    assertEquals(StubKernel.HANDLER + SLIDE, guest.address(0));
    // Length and code, and nothing beside them.
    assertEquals("00060015ffffffff", HexFormat.of().formatHex(guest.storage, 0x8c, 0x94));
    assertEquals(
        "0704d00180000000000003ffe0128ab6", HexFormat.of().formatHex(guest.storage, 0x150, 0x160));
    assertEquals(0x8002_0000_0000_0003L, guest.register(0, 11));
  }

  @Test
  void whereThereIsNoLowCoreTheMachineRefusesItself() throws Exception {
    guest.reboot();
    guest.map(StubKernel.TEXT + SLIDE, StubKernel.TEXT, StubKernel.TEXT_LENGTH);
    guest.map(BUFFER, BUFFER, 4096);
    blocks.answer(Outcome.exception(ProgramInterruption.SPECIFICATION));
    block(0, HANDLE, 3, 4, BUFFER);
    assertEquals("refused: block of 3 bytes at 0x4: specification exception", events.next());
    assertEquals(List.of("0 " + AT), guest.executed());
  }

  @Test
  void packetsAreToldBothWays() throws Exception {
    int before = events.packets().size();
    blocks.answer(Outcome.INVALID_HANDLE);
    block(1, HANDLE, 2, 1, BUFFER);
    List<String> told = events.packets().subList(before, events.packets().size());
    assertEquals("<T05thread:02;", told.get(0));
    assertEquals(">g", told.get(1));
    assertTrue(told.get(2).startsWith("<0704d00180000000000003ffe0128ab0"), told.get(2));
    assertEquals(
        List.of(">m80ff8,2", "<0000", ">P0=0704f00180000000", ">P1=000003ffe0128ab6", ">vCont;c"),
        told.subList(3, 8));
  }

  /**
   * What a guest's CPU waits for comes after the request to stop; where none is wanted, at once.
   */
  @Test
  void anAnswerIsHeldUntilTheMachineWasAskedToStop() throws Exception {
    int before = events.packets().size();
    gdbstub.holdForStop();
    assertEquals(before, events.packets().size());
    long held;
    // Who asks is a thread of its own. Where it is so late that nobody waits any longer: once more.
    do {
      before = events.packets().size();
      int resumed = guest.resumed();
      long begin = System.nanoTime();
      gdbstub.functionEnabled();
      gdbstub.holdForStop();
      held = System.nanoTime() - begin;
      if (held < LONGEST_HOLD) {
        assertEquals(">\u0003", events.packets().get(before));
      }
      guest.awaitResumed(resumed + 1);
      guest.awaitIdle();
    } while (held >= LONGEST_HOLD);
    gdbstub.close();
    gdbstub.functionEnabled();
    gdbstub.holdForStop();
  }
}
