package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.Fib;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** RPCIT of a vfio function, raw operands; what vfio is asked for. */
class RpcitTest {
  private static final int EXHAUSTED = Outcome.error(16);
  private static final int FAILED = Outcome.error(8);

  private final Vm vm = new Vm(Plugged.version("qemu-10.2"));

  private static Vm registered(String version, long mappings) {
    Vm vm = new Vm(Plugged.version(version), InterceptionOptions.SHIPPED.withMappings(mappings));
    assertEquals(Outcome.OK, vm.registerAnchor());
    return vm;
  }

  @Test
  void checksComeInTheOrderOfTheTable() {
    int odd = Issue.PROBLEM_STATE | Issue.ODD_PAIR;
    assertEquals(Plugged.PRIVILEGED, vm.rpcit(odd, 4, Vm.IO, 4096));
    assertEquals("qemu.rpcit.1", vm.rules());
    assertEquals(Plugged.SPECIFICATION, vm.rpcit(Issue.ODD_PAIR, 4, Vm.IO, 4096));
    assertEquals("qemu.rpcit.2", vm.rules());
    assertEquals(Plugged.CC3, vm.rpcit(Issue.HANDLE, 4, Vm.IO, 4096));
    assertEquals("qemu.rpcit.3", vm.rules());
    vm.qemu.state(FunctionState.ERROR);
    assertEquals(Outcome.error(40), vm.rpcit(Vm.IO, 4096));
    assertEquals("qemu.rpcit.4", vm.rules());
  }

  @ParameterizedTest
  @EnumSource(
      value = FunctionState.class,
      names = {"RESERVED", "STANDBY", "DISABLED", "PERMANENT_ERROR"})
  void aFunctionInTheseStatesHasNoHandle(FunctionState state) {
    vm.qemu.state(state);
    assertEquals(Plugged.CC3, vm.rpcit(Vm.IO, 4096));
  }

  @Test
  void withoutAnAnchorTheFunctionGoesIntoError() {
    assertEquals(FAILED, vm.rpcit(Vm.IO, 4096));
    assertEquals("qemu.rpcit.5", vm.rules());
    assertEquals(List.of(new ErrorEvent(Vm.HANDLE, Vm.FID, Vm.IO, 0x0001)), vm.events);
    assertEquals(FunctionState.ERROR, vm.qemu.state());
    assertEquals(Vm.HANDLE, vm.qemu.handle());
  }

  @Test
  void aRangeOutsideIsAnEvent() {
    assertEquals(Outcome.OK, vm.registerAnchor());
    assertEquals(FAILED, vm.rpcit(Vm.IO + 0x100_0000, 4096));
    assertEquals("qemu.rpcit.6", vm.rules());
    assertEquals(0x0002, vm.events.getFirst().pec());
  }

  @Test
  void anEntryOfZeroIsAnEventWithItsAddress() {
    assertEquals(Outcome.OK, vm.registerAnchor());
    vm.storage.putLong(Vm.PAGE_TABLE + 3 * 8, 0);
    assertEquals(FAILED, vm.rpcit(Vm.IO, 0x4000));
    assertEquals("qemu.rpcit.7", vm.rules());
    assertEquals(List.of(new ErrorEvent(Vm.HANDLE, Vm.FID, Vm.IO + 0x3000, 0x0007)), vm.events);
  }

  @Test
  void pagesBecomeMappingsOfTheHostsStorage() {
    vm.table(0, 0x10_0000, 0);
    vm.table(1, 0x12_0000, 0x200);
    assertEquals(Outcome.OK, vm.registerAnchor());
    assertEquals(List.of(), vm.device.seen());
    assertEquals(Outcome.OK, vm.rpcit(Vm.IO, 0x4000));
    assertEquals(
        List.of("map 100000000 40100000 1000 rw", "map 100001000 40120000 1000 ro"),
        vm.device.seen());
    assertEquals(Outcome.OK, vm.rpcit(Vm.IO, 0x4000));
    assertEquals(List.of(), vm.device.seen());
    vm.table(1, 0x13_0000, 0);
    assertEquals(Outcome.OK, vm.rpcit(Vm.IO, 0x4000));
    assertEquals(
        List.of("unmap 100001000 1000", "map 100001000 40130000 1000 rw"), vm.device.seen());
    vm.table(0, 0, 0x400);
    assertEquals(Outcome.OK, vm.rpcit(Vm.IO, 0x1000));
    assertEquals(List.of("unmap 100000000 1000"), vm.device.seen());
    assertEquals(Outcome.OK, vm.mpcifc(Fib.DEREG_IOAT));
    assertEquals(List.of("unmap 100001000 1000"), vm.device.seen());
  }

  /** g.26: the account has them back, vfio still maps them. */
  @ParameterizedTest
  @CsvSource({
    "qemu-7.1, false",
    "qemu-7.2, true",
    "qemu-10.0, true",
    "qemu-10.2, true",
    "qemu-11.0.2, false",
    "qemu-11.1, false"
  })
  void aWholeSegmentIsForgotten(String version, boolean forgotten) {
    Vm one = registered(version, 2);
    one.table(0, 0x10_0000, 0);
    one.table(1, 0x10_2000, 0);
    assertEquals(EXHAUSTED, one.rpcit(Vm.IO, 0x2000));
    one.rules();
    one.device.seen();
    long segment = one.storage.getLong(0x1_4000);
    one.storage.putLong(0x1_4000, segment | 0x20);
    assertEquals(Outcome.OK, one.rpcit(Vm.IO, 0x10_0000));
    assertEquals(forgotten ? List.of() : List.of("unmap 100000000 2000"), one.device.seen());
    assertEquals(forgotten ? "qemu.rpcit.segment qemu.rpcit.segment" : "", one.rules());
    one.storage.putLong(0x1_4000, segment);
    assertEquals(EXHAUSTED, one.rpcit(Vm.IO, 0x2000));
    assertEquals(2, one.device.seen().size());
  }

  @Test
  void theLastMappingThatIsTakenAnswersExhausted() {
    Vm small = registered("qemu-10.2", 2);
    small.table(0, 0x10_0000, 0);
    assertEquals(Outcome.OK, small.rpcit(Vm.IO, 0x1000));
    small.table(1, 0x10_1000, 0);
    assertEquals(EXHAUSTED, small.rpcit(Vm.IO + 0x1000, 0x1000));
    assertEquals("qemu.rpcit.8", small.rules());
    assertEquals(2, small.device.seen().size());
    assertEquals(Outcome.OK, small.rpcit(Vm.IO, 0));
    small.table(2, 0x10_2000, 0);
    assertEquals(EXHAUSTED, small.rpcit(Vm.IO + 0x2000, 0x1000));
    assertEquals(List.of(), small.device.seen());
    assertEquals(FunctionState.ENABLED, small.qemu.state());
    small.table(0, 0, 0x400);
    assertEquals(Outcome.OK, small.rpcit(Vm.IO, 0x1000));
  }

  @ParameterizedTest
  @CsvSource({"qemu-5.2, false", "qemu-7.2, true", "qemu-10.2, true", "qemu-11.1, true"})
  void aSecondPassUsesWhatTheFirstMadeRoomFor(String version, boolean second) {
    Vm small = registered(version, 2);
    small.table(2, 0x10_2000, 0);
    small.table(3, 0x10_3000, 0);
    assertEquals(EXHAUSTED, small.rpcit(Vm.IO, 0x4000));
    small.device.seen();
    small.table(0, 0x10_0000, 0);
    small.table(2, 0, 0x400);
    small.table(3, 0, 0x400);
    int outcome = small.rpcit(Vm.IO, 0x4000);
    List<String> seen = small.device.seen();
    assertEquals(second, seen.contains("map 100000000 40100000 1000 rw"), seen.toString());
    assertEquals(second ? Outcome.OK : EXHAUSTED, outcome);
  }

  @ParameterizedTest
  @CsvSource({"qemu-5.2, 7", "qemu-10.2, 7", "qemu-11.1, 9"})
  void aReplacedPageTakesOneMappingTooMany(String version, long left) {
    Vm one = registered(version, 10);
    one.table(0, 0x10_0000, 0);
    assertEquals(Outcome.OK, one.rpcit(Vm.IO, 0x1000));
    assertEquals(9, one.qemu.function().mappings().available());
    for (int i = 1; i <= 2; i++) {
      one.table(0, 0x10_0000 + i * 0x1000L, 0);
      assertEquals(Outcome.OK, one.rpcit(Vm.IO, 0x1000));
    }
    assertEquals(left, one.qemu.function().mappings().available());
  }

  @Test
  void aPageThatIsMappedAgainLaterIsNotReplaced() {
    Vm one = registered("qemu-10.2", 10);
    for (int i = 0; i < 3; i++) {
      one.table(0, 0x10_0000, 0);
      assertEquals(Outcome.OK, one.rpcit(Vm.IO, 0x1000));
      one.table(0, 0, 0x400);
      assertEquals(Outcome.OK, one.rpcit(Vm.IO, 0x1000));
    }
    assertEquals(10, one.qemu.function().mappings().available());
  }

  @Test
  void whatVfioRefusesIsToldToNobody() {
    assertEquals(Outcome.OK, vm.registerAnchor());
    vm.table(0, 0x10_0000, 0);
    vm.device.dmaAnswering(-28);
    assertEquals(Outcome.OK, vm.rpcit(Vm.IO, 0x1000));
    assertEquals("qemu.dma.map", vm.rules());
  }

  @ParameterizedTest
  @CsvSource({
    "qemu-5.2, 0x1ffffffffffffff",
    "qemu-7.2, 0x1ffffffffffffff",
    "qemu-10.2, 0x1ffffffffffffff"
  })
  void theApertureOfAFunctionWithRelaxedTranslationIsNotCut(String version, long end) {
    assertEquals(end, new Vm(Plugged.version(version)).qemu.function().dma().rules().end());
  }
}
