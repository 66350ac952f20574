package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.FlatDma;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.linux.LinuxKernel;
import io.zpci.route.Below;
import io.zpci.route.Guest;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the machine does with a function that it plugs. */
class HostMachineTest {
  private final Register loaded = new Register();

  private int store(Below below, GuestStorage storage, long offset, int length) {
    long request = Request.of(below.handle(), 2, length);
    return below.instructions().storeBlock(Issue.HANDLE, request, offset, storage, offset);
  }

  private int load(Below below, int space, long offset, int length) {
    long request = Request.of(below.handle(), space, length);
    return below.instructions().load(Issue.HANDLE, request, offset, loaded);
  }

  @Test
  void aFunctionInErrorTakesItsHandleAlongUntilItIsReset() {
    HostMachine machine = new HostMachine(Stack.newest(), Tap.NONE);
    IsmFunction function = new Fabric(0).add(0xa1, IsmFacts.plain(0));
    GuestStorage storage = GuestStorage.allocate(Arena.ofAuto(), 0, 4096);
    function.connect(new FlatDma(storage), vector -> {});
    Below below = machine.plug(function);

    // REG_SBA at an address that nothing is mapped to.
    storage.putLong(0, 0x0000_0001_0000_0010L);
    storage.putLong(8, 0x1_0000_0000L);
    assertEquals(Outcome.OK, store(below, storage, 8, 8));
    store(below, storage, 0, 8);
    assertEquals(FunctionState.ERROR, machine.firmware().find(below.handle()).state());
    assertEquals(Outcome.error(12), load(below, 2, 0, 8));

    machine.reset(function);
    assertEquals(FunctionState.ENABLED, machine.firmware().find(below.handle()).state());
    assertEquals(Outcome.OK, load(below, 2, 0, 8));
    assertEquals(0x0000_0000_ffff_0008L, loaded.get());
  }

  @Test
  void memorySpaceAndBusMasterAreOn() {
    HostMachine machine = new HostMachine(Stack.newest(), Tap.NONE);
    IsmFunction function = new Fabric(0).add(0xa1, IsmFacts.plain(0));
    Below below = machine.plug(function);
    assertEquals(Outcome.OK, load(below, 15, 4, 2));
    assertEquals(0x0600, loaded.get());
    machine.reset(function);
    assertEquals(Outcome.OK, load(below, 15, 4, 2));
    assertEquals(0x0600, loaded.get());
  }

  @Test
  void anErrorIsOneEventWithTheFunctionsIds() {
    HostMachine machine = new HostMachine(Stack.newest(), Tap.NONE);
    List<ErrorEvent> events = new ArrayList<>();
    machine.errorEvents(events::add);
    IsmFunction function = new Fabric(0).add(0xa1, IsmFacts.plain(0));
    GuestStorage storage = GuestStorage.allocate(Arena.ofAuto(), 0, 4096);
    Below below = machine.plug(function);
    function.connect(new FlatDma(storage), vector -> {});
    storage.putLong(0, 0x0000_0001_0000_0010L);
    storage.putLong(8, 0x1_0000_0000L);
    store(below, storage, 8, 8);
    store(below, storage, 0, 8);
    assertEquals(FunctionState.ERROR, below.entry().state());
    assertEquals(1, events.size());
    assertEquals(below.handle(), events.getFirst().handle());
    assertEquals(1, events.getFirst().fid());
    assertEquals(0x1_0000_0000L, events.getFirst().address());
  }

  @Test
  void guestsArePiecesOfTheHostBehindItsKernel() {
    HostMachine machine = new HostMachine(Stack.newest(), Tap.NONE, Arena.ofAuto(), 3L << 20);
    AdapterInterruption facility = new FloatingInterruption(true, () -> {});
    Guest first = machine.guest(0x10_0001, facility);
    Guest second = machine.guest(1 << 20, facility);
    assertEquals(4 << 20, first.origin());
    assertEquals(first.origin() + 0x10_1000, second.origin());
    second.storage().putInt(0x10, 0x1234_5678);
    GuestStorage host = machine.kernel().storage();
    assertEquals(0x1234_5678, host.getInt(second.origin() + 0x10));
    assertEquals(7L << 20, host.end());
    assertThrows(IllegalArgumentException.class, () -> machine.guest(1 << 20, facility));
  }

  @Test
  void theKernelsPagesEndBelowTheFirstGuest() {
    HostMachine machine = new HostMachine(Stack.newest(), Tap.NONE, Arena.ofAuto(), 3L << 20);
    LinuxKernel kernel = machine.kernel();
    long last = 0;
    for (long page = 0; page >= 0; page = kernel.pages().allocate(4096)) {
      last = Math.max(last, page);
    }
    assertEquals((4L << 20) - 4096, last);
  }

  @Test
  void theKernelBootsOnce() {
    HostMachine machine = new HostMachine(Stack.newest(), Tap.NONE);
    assertSame(machine.kernel(), machine.kernel());
    assertEquals(Stack.newest().host(), machine.kernel().version());
  }

  @Test
  void aBootedKernelTakesWhatIsInjectedAtOnce() {
    HostMachine machine = new HostMachine(Stack.newest(), Tap.NONE);
    AdapterInterruption facility = machine.firmware().interruption();
    assertTrue(facility.inject(LinuxKernel.PCI_ISC));
    assertTrue(facility.isPending(0xff));
    LinuxKernel kernel = machine.kernel();
    assertFalse(facility.isPending(0xff));
    assertTrue(facility.inject(LinuxKernel.PCI_ISC));
    assertFalse(facility.isPending(0xff));
    assertEquals(2, kernel.airq().interruptions());
  }

  @Test
  void whatAHandlerCausesIsTakenAfterIt() {
    HostMachine machine = new HostMachine(Stack.newest(), Tap.NONE);
    AdapterInterruption facility = machine.firmware().interruption();
    LinuxKernel kernel = machine.kernel();
    List<String> order = new ArrayList<>();
    kernel.adapterInterrupts(
        5,
        () -> {
          order.add("begin");
          if (order.size() < 4) {
            facility.inject(5);
          }
          order.add("end");
        });
    facility.inject(5);
    assertEquals(List.of("begin", "end", "begin", "end", "begin", "end"), order);
  }
}
