package io.zpci.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Status;
import io.zpci.linux.Errno;
import io.zpci.linux.KernelOops;
import io.zpci.linux.LinuxIo;
import io.zpci.machine.Stack;
import io.zpci.trace.Operation;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An access that a fault answers goes no further, and the fault is who broke it. */
class AnswerFaultTest {
  private static final Bytes SIXTEEN = Bytes.counting(0x10, 16);

  private final Faults faults = new Faults(1);

  private FaultAtAccess at(Port port) {
    return switch (port) {
      case GUEST -> faults.atGuest();
      case HOST -> faults.atHost();
      case FUNCTION -> faults.atFunction();
      case DMA, MSI, REGION, VFIO, DEV, IO -> throw new AssertionError(port);
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = Port.class,
      names = {"GUEST", "HOST", "FUNCTION"})
  void aStatusIsWhatTheGuestGets(Port port) {
    Fault fault = at(port).space(2).nth(2).status(Status.INSUF_RES);
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      assertEquals(Outcome.OK, bench.block(2, 8, SIXTEEN));
      assertEquals(List.of("block 2 0x8 16"), bench.seenBy("device"));
      bench.trace().clear();
      int outcome = bench.block(2, 8, SIXTEEN);
      assertEquals(Outcome.error(16), outcome);
      assertEquals(List.of(), bench.seenBy("device"));
      Judgement judgement = bench.judgeBlock(2, 8, SIXTEEN, outcome);
      assertEquals(Verdict.REFUSED, judgement.verdict());
      assertEquals(Faults.HAND, judgement.brokenBy());
      assertEquals("fault.1", judgement.rule());
      assertTrue(judgement.why().contains("at " + port.word() + ": space 2, the 2nd"));
      assertEquals(Outcome.OK, bench.block(2, 8, SIXTEEN));
      assertEquals(2, fault.matched() - 1);
      assertEquals(1, fault.fired());
    }
  }

  @Test
  void anAnswerBehindQemuIsWhatQemuMakesOfIt() {
    faults.atHost().on(Operation.PCISTG).status(Status.FUNC_IN_ERR);
    try (FaultBench bench = FaultBench.memory("bar-rw", withoutMio(), faults)) {
      int outcome = bench.store(0, 0x40, 4, 0x1122_3344);
      // vfio's iowrite is told nothing: the store vanishes.
      assertEquals(Outcome.OK, outcome);
      assertEquals(0, bench.inspect(0, 0x40, 4));
      Judgement judgement =
          bench.judge(Operation.PCISTG, 0, 0x40, 4, Bytes.ofHex("11223344"), outcome);
      assertEquals(Verdict.LOST, judgement.verdict());
      assertEquals(Faults.HAND, judgement.brokenBy());
    }
  }

  private static Stack withoutMio() {
    Stack newest = Stack.newest();
    return new Stack(
        newest.qemu(), newest.host(), newest.guest(), newest.hostOrder(), false, false);
  }

  @Test
  void aLostBlockIsLostByTheFault() {
    faults.atFunction().on(Operation.BLOCK).lost();
    try (FaultBench bench = FaultBench.ism("relaxed-pwrite", faults)) {
      int outcome = bench.block(2, 8, SIXTEEN);
      assertEquals(Outcome.OK, outcome);
      Judgement judgement = bench.judgeBlock(2, 8, SIXTEEN, outcome);
      assertEquals(Verdict.LOST, judgement.verdict());
      assertEquals(Faults.HAND, judgement.brokenBy());
      assertEquals("fault.1", judgement.rule());
    }
  }

  @Test
  void allOnesThatNoDeviceGave() {
    faults.atHost().offset(0x40).allOnes();
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      assertEquals(Outcome.OK, bench.store(0, 0x40, 4, 0x1122_3344));
      bench.trace().clear();
      int outcome = bench.load(0, 0x40, 4);
      assertEquals(Outcome.OK, outcome);
      assertEquals(0xffff_ffffL, bench.loaded());
      Judgement judgement = bench.judge(Operation.PCILG, 0, 0x40, 4, Bytes.NONE, outcome);
      assertEquals(Verdict.LOST, judgement.verdict());
      assertEquals(Faults.HAND, judgement.brokenBy());
      assertEquals(Outcome.OK, bench.load(0, 0x40, 4));
      assertEquals(0x1122_3344, bench.loaded());
    }
  }

  @Test
  void aValueIsCutToTheLoadsLength() {
    faults.atFunction().on(Operation.LOAD).value(0x0102_0304_0506_0708L);
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      assertEquals(Outcome.OK, bench.load(0, 0, 2));
      assertEquals(0x0708, bench.loaded());
    }
  }

  @Test
  void aRegisterStaysWhereALoadFails() {
    faults.atFunction().on(Operation.LOAD).answer(Outcome.error(Status.FUNC_IN_ERR));
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      Register register = new Register();
      register.set(0x77);
      LinuxIo io = bench.passthrough().io();
      assertEquals(-Errno.EIO, io.load(io.zdev().handle() * (1L << 32) | 4, 0, register));
      assertEquals(0x77, register.get());
    }
  }

  @Test
  void aKernelMakesErrnosOfOutcomes() {
    faults.atGuest().on(Operation.PCISTB).exception(ProgramInterruption.OPERAND);
    faults.atGuest().on(Operation.PCISTB).answer(Outcome.INVALID_HANDLE);
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      long address = bench.passthrough().dev().allocate(4096);
      assertEquals(-Errno.ENXIO, bench.passthrough().dev().storeBlock(2, 8, 16, address));
      assertEquals(-Errno.EIO, bench.passthrough().dev().storeBlock(2, 8, 16, address));
      assertEquals(0, bench.passthrough().dev().storeBlock(2, 8, 16, address));
    }
  }

  @Test
  void controlsAreAnsweredToo() {
    faults
        .atGuest()
        .control(PciInstruction.Mpcifc.class)
        .answer(Outcome.exception(ProgramInterruption.SPECIFICATION));
    KernelOops oops =
        Assertions.assertThrows(KernelOops.class, () -> FaultBench.ism("lpar", faults));
    assertNotNull(oops.getMessage());
    assertEquals("mpcifc", faults.fired().getFirst().what());
    assertEquals("specification exception", faults.fired().getFirst().effect());
  }

  @Test
  void thePortsWithoutFaultsAreUntouched() {
    faults.atFunction().space(5).status(Status.BLOCKED);
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      assertEquals(Outcome.OK, bench.block(2, 8, SIXTEEN));
      assertEquals(List.of(), bench.seenBy("fault"));
      assertNull(bench.judgeBlock(2, 8, SIXTEEN, Outcome.OK).brokenBy());
    }
  }

  @Test
  void conditionsNarrow() {
    faults
        .atFunction()
        .on(Operation.STORE)
        .space(0)
        .offsets(0x10, 0x20)
        .lengths(2, 4)
        .where("value 5", access -> access.image(0, access.length()) == 5)
        .always()
        .status(Status.BLOCKED);
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      assertEquals(Outcome.OK, bench.store(0, 0x0f, 1, 5));
      assertEquals(Outcome.OK, bench.store(4, 0x10, 2, 5));
      assertEquals(Outcome.OK, bench.store(0, 0x24, 2, 5));
      assertEquals(Outcome.OK, bench.store(0, 0x10, 8, 5));
      assertEquals(Outcome.OK, bench.store(0, 0x10, 4, 6));
      assertEquals(Outcome.error(12), bench.store(0, 0x10, 4, 5));
      assertEquals(Outcome.error(12), bench.store(0, 0x20, 2, 5));
      assertEquals(2, faults.all().getFirst().matched());
      assertEquals(
          "fault 1 at function: store 0 0x20 2: cc 1 status 12",
          faults.fired().getLast().toString());
    }
  }

  @Test
  void theFirstThatWasSetTakesTheAccess() {
    Fault first = faults.atFunction().status(Status.BLOCKED);
    Fault second = faults.atFunction().status(Status.INSUF_RES);
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      assertEquals(Outcome.error(12), bench.load(0, 0, 4));
      assertEquals(0, second.matched());
      assertEquals(Outcome.error(16), bench.load(0, 0, 4));
      assertEquals(2, first.matched());
      assertEquals(Outcome.OK, bench.load(0, 0, 4));
    }
  }

  @Test
  void anEventArmsAFault() {
    faults.atGuest().on(Operation.PCILG).after(Event.command(0x03).nth(2)).status(Status.BLOCKED);
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      Bytes readGid = Bytes.ofHex("0000000300000008");
      assertEquals(Outcome.OK, bench.block(2, 0, readGid));
      assertEquals(Outcome.OK, bench.load(2, 0, 8));
      assertEquals(Outcome.OK, bench.load(2, 8, 8));
      assertEquals(FaultBench.GID, bench.loaded());
      assertEquals(Outcome.OK, bench.block(2, 0, readGid));
      assertEquals(Outcome.error(12), bench.load(2, 0, 8));
      assertEquals(Outcome.OK, bench.load(2, 0, 8));
    }
  }
}
