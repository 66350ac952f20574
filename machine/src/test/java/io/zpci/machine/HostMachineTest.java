package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.FlatDma;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.route.Below;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
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
}
