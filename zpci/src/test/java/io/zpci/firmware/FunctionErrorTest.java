package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.dma.DmaRules;
import io.zpci.function.Dma;
import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A function whose DMA fails, and the ways back. Source: spec zpci 3.2, 6.5, 11.4, 13.4. */
class FunctionErrorTest {
  private static final long AIBV = 0x3000;
  private static final long AISB = 0x3100;

  private final Watched function = new Watched(MemoryFunction.memory());
  private final ControlBench bench = new ControlBench(FirmwareRules.DEFAULT, function);

  /** The ways out of an error. */
  enum Way {
    RESET_ERROR,
    RESET_BLOCK_THEN_ERROR,
    CLP
  }

  @BeforeEach
  void registered() {
    assertEquals(Outcome.OK, bench.registerInterrupts(AIBV, 3, AISB, 5));
    assertEquals(Outcome.OK, bench.registerIoat());
    bench.map(0);
  }

  private int load() {
    long request = Request.of(bench.entry.handle(), 0, 8);
    return bench.firmware.load(Issue.HANDLE, request, 0, new Register());
  }

  private int store() {
    long request = Request.of(bench.entry.handle(), 0, 8);
    return bench.firmware.store(Issue.HANDLE, request, 0, 7);
  }

  private int block() {
    long request = Request.of(bench.entry.handle(), 0, 16);
    return bench.firmware.storeBlock(Issue.HANDLE, request, 0, bench.storage, 0x7000);
  }

  private boolean interrupts() {
    bench.storage.putInt(AISB, 0);
    bench.entry.msi().signal(1);
    return bench.interruption.take(0xff) == 2;
  }

  /** Whether a write of the function's arrives. */
  private boolean writes() {
    bench.storage.putLong(ControlBench.FRAMES, 0);
    assertEquals(0, bench.dmaWrite(ControlBench.PBA, 0x5a));
    return bench.storage.getByte(ControlBench.FRAMES) == 0x5a;
  }

  private void fail() {
    long address = ControlBench.PBA + 0x1008;
    assertEquals(0x0004, bench.dmaWrite(address, 1));
    assertEquals(List.of(bench.event(0x0004, address)), bench.events);
    bench.events.clear();
  }

  private void assertInError() {
    assertEquals(FunctionState.ERROR, bench.entry.state());
    assertEquals(Outcome.error(12), load());
    assertEquals(Outcome.error(12), store());
    assertEquals(Outcome.error(12), block());
    assertEquals(Outcome.error(40), bench.rpcit(ControlBench.PBA, 0x1000));
    assertEquals(0xf0, bench.controls());
    assertFalse(writes(), "DMA goes nowhere");
    assertEquals(0, bench.dmaRead(0), "and finds nothing wrong");
    assertEquals(0, bench.entry.dma().check(ControlBench.PBA + 0x1000, 8));
    assertFalse(interrupts());
    assertEquals(0, bench.storage.getInt(AIBV));
    assertEquals(List.of(), bench.events);
  }

  private void assertEnabled() {
    assertEquals(FunctionState.ENABLED, bench.entry.state());
    assertEquals(Outcome.OK, load());
    assertEquals(Outcome.OK, store());
    assertEquals(Outcome.OK, block());
    assertEquals(Outcome.OK, bench.rpcit(ControlBench.PBA, 0x1000));
    assertEquals(0x90, bench.controls());
    assertTrue(writes());
    assertTrue(interrupts());
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void everyInstructionInErrorAndAfter(Way way) {
    assertEnabled();
    bench.storage.putInt(AIBV, 0);
    fail();
    assertInError();
    switch (way) {
      case RESET_ERROR -> assertEquals(Outcome.OK, bench.fib().mpcifc(7));
      case RESET_BLOCK_THEN_ERROR -> {
        assertEquals(Outcome.OK, bench.fib().mpcifc(9));
        assertBlocked();
        assertEquals(Outcome.OK, bench.fib().mpcifc(7));
      }
      case CLP -> enableAgain();
    }
    assertEnabled();
    assertEquals(
        switch (way) {
          case RESET_ERROR -> List.of("recover");
          case RESET_BLOCK_THEN_ERROR -> List.of("recover", "recover");
          case CLP -> List.of("reset");
        },
        function.seen);
  }

  private void assertBlocked() {
    assertEquals(FunctionState.BLOCKED, bench.entry.state());
    assertEquals(Outcome.OK, load());
    assertEquals(Outcome.OK, store());
    assertEquals(Outcome.OK, block());
    assertEquals(Outcome.OK, bench.rpcit(ControlBench.PBA, 0x1000));
    assertEquals(0xd0, bench.controls());
    assertTrue(writes());
    assertFalse(interrupts());
    assertEquals(0, bench.storage.getInt(AIBV));
  }

  /** Disable and enable: nothing is registered any more. */
  private void enableAgain() {
    int handle = bench.entry.handle();
    assertEquals(0x0010, bench.clpSet(1));
    assertEquals(Outcome.INVALID_HANDLE, bench.fib().mpcifc(7));
    assertEquals(0x0010, bench.clpSet(0));
    assertEquals(handle + 0x0200_0000, bench.entry.handle());
    assertEquals(0x80, bench.controls());
    assertFalse(writes());
    assertFalse(interrupts());
    assertEquals(Outcome.OK, bench.registerInterrupts(AIBV, 3, AISB, 5));
    assertEquals(Outcome.OK, bench.registerIoat());
  }

  @Test
  void aBlockedFunctionFailsAgain() {
    fail();
    bench.fib().mpcifc(9);
    fail();
    assertInError();
  }

  @Test
  void aFunctionThatIsNotInUseMakesNoEvent() {
    bench.entry.disable();
    bench.entry.failed(0x003a, 0);
    assertEquals(FunctionState.DISABLED, bench.entry.state());
    bench.entry.enable();
    bench.entry.permanentError();
    bench.entry.failed(0x003a, 0);
    assertEquals(List.of(), bench.events);
  }

  @Test
  void aMeasurementFailsInEveryStateAndChangesNone() {
    for (int pec = 0x2a; pec <= 0x2c; pec++) {
      bench.entry.failed(pec, 0x10);
      assertEquals(FunctionState.ENABLED, bench.entry.state());
    }
    bench.entry.error();
    bench.entry.failed(0x2a, 0x10);
    assertEquals(4, bench.events.size());
    bench.entry.resetError();
    bench.entry.failed(0x29, 0x10);
    assertEquals(FunctionState.ERROR, bench.entry.state());
    bench.entry.resetError();
    bench.entry.failed(0x2d, 0x10);
    assertEquals(FunctionState.ERROR, bench.entry.state());
    assertEquals(6, bench.events.size());
  }

  /** {@code t4.out}: spec zpci 11.4. */
  @Test
  void qemusShadowIsWhatRefreshesFilled() {
    ControlBench qemu = new ControlBench(FirmwareRules.DEFAULT.withDma(DmaRules.QEMU));
    qemu.registerInterrupts(AIBV, 3, AISB, 5);
    qemu.registerIoat();
    long page = ControlBench.PBA + 0x2000;
    qemu.map(2);
    assertEquals(0x0004, qemu.dmaRead(page + 2), "never refreshed");
    assertEquals(List.of(qemu.event(0x0004, page + 2)), qemu.events);
    qemu.fib().mpcifc(7);
    assertEquals(Outcome.OK, qemu.rpcit(page, 0x1000));
    assertEquals(0, qemu.dmaWrite(page, 0x11));
    assertEquals(0x11, qemu.storage.getByte(ControlBench.FRAMES + 0x2000));
    qemu.page(2, 0x400);
    assertEquals(0, qemu.dmaWrite(page, 0x22), "invalid, but not refreshed");
    assertEquals(0x22, qemu.storage.getByte(ControlBench.FRAMES + 0x2000));
    assertEquals(Outcome.OK, qemu.rpcit(page, 0x1000));
    assertEquals(0x0004, qemu.dmaWrite(page, 0x33));
    assertEquals(0x22, qemu.storage.getByte(ControlBench.FRAMES + 0x2000));
    qemu.fib().mpcifc(7);
    qemu.page(2, ControlBench.FRAMES + 0x2000 | 0x200);
    assertEquals(Outcome.OK, qemu.rpcit(page, 0x1000));
    assertEquals(0, qemu.dmaRead(page));
    assertEquals(0x22, qemu.readByte());
    assertEquals(0x0004, qemu.dmaWrite(page, 0x33), "read-only");
    qemu.fib().mpcifc(7);
    qemu.storage.putLong(ControlBench.SEGMENT, 0x400);
    assertEquals(Outcome.error(8), qemu.rpcit(page, 0x1000), "a frame at address 0");
  }

  @Test
  void anAccessAcrossTheEndOfAMappingReportsTheNextPage() {
    assertEquals(0x0004, bench.dmaWrite(ControlBench.PBA + 0xffc, 1));
    assertEquals(List.of(bench.event(0x0004, ControlBench.PBA + 0x1000)), bench.events);
  }

  @Test
  void belowTheRangeIsOutOfIt() {
    assertEquals(0x0002, bench.dmaWrite(ControlBench.PBA - 8, 1));
    assertEquals(List.of(bench.event(0x0002, ControlBench.PBA - 8)), bench.events);
  }

  /** Keeps what the machine does to the function. */
  private static final class Watched implements PciFunction {
    final List<String> seen = new ArrayList<>();
    private final PciFunction below;

    Watched(PciFunction below) {
      this.below = below;
    }

    @Override
    public FunctionFacts facts() {
      return below.facts();
    }

    @Override
    public void connect(Dma dma, Msi msi) {}

    @Override
    public int load(int space, long offset, int length, Register loaded) {
      return below.load(space, offset, length, loaded);
    }

    @Override
    public int store(int space, long offset, int length, long value) {
      return below.store(space, offset, length, value);
    }

    @Override
    public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
      return below.storeBlock(space, offset, data, at, length);
    }

    @Override
    public void reset() {
      seen.add("reset");
      below.reset();
    }

    @Override
    public void recover() {
      seen.add("recover");
    }
  }
}
