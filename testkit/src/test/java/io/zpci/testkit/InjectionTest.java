package io.zpci.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.fault.Call;
import io.zpci.fault.Faults;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.PciDev;
import io.zpci.ism.IsmFunction;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxKernel;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.Bytes;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every part that a test may ask for is the one that it says, and settings hold. */
@PassthroughTest(guest = "linux-6.1")
class InjectionTest {
  private final Passthrough ofConstructor;
  private @Nullable Passthrough ofBeforeEach;
  private @Nullable Passthrough ofTest;

  InjectionTest(Passthrough passthrough) {
    this.ofConstructor = passthrough;
  }

  @BeforeEach
  void prepare(Passthrough passthrough) {
    ofBeforeEach = passthrough;
  }

  @AfterEach
  void sameToTheEnd(Passthrough passthrough, Arena arena) {
    assertSame(ofConstructor, passthrough);
    assertSame(ofConstructor, ofBeforeEach);
    assertTrue(arena.scope().isAlive());
    if (ofTest != null) {
      assertSame(ofConstructor, ofTest);
    }
  }

  @Test
  void everyPartIsThatOfOneMachine(
      Passthrough passthrough,
      PciInstructions instructions,
      LinuxIo io,
      LinuxKernel kernel,
      PciDev dev,
      GuestStorage storage,
      PciFunction function,
      IsmFunction ism,
      Route route,
      Stack stack) {
    ofTest = passthrough;
    assertSame(passthrough.instructions(), instructions);
    assertSame(passthrough.io(), io);
    assertSame(passthrough.kernel(), kernel);
    assertSame(passthrough.dev(), dev);
    assertSame(passthrough.storage(), storage);
    assertSame(passthrough.function(), function);
    assertSame(function, ism);
    assertSame(passthrough.route(), route);
    assertEquals("lpar", route.name());
    assertEquals(passthrough.stack(), stack);
    assertEquals("linux-6.1", stack.guest().name());
    assertEquals(Stack.newest().host(), stack.host());
    assertEquals(Passthrough.STORAGE, storage.segment().byteSize());
  }

  @PassthroughTest
  void traceHasOnlyWhatTheTestDid(PciDev dev, TraceRecorder trace, Tap tap) {
    assertSame(trace, tap);
    assertEquals(0, trace.roots().size());
    assertEquals(0, dev.load(15, 0, 4, new Register()));
    assertEquals(1, trace.roots().size());
    Crossing root = trace.roots().getFirst();
    assertEquals(Operation.PCILG, root.operation());
    assertEquals(Bytes.ofHex("1410ed04"), root.data());
  }

  @PassthroughTest
  void guestHasBooted(PciDev dev, IsmFunction function, IsmPeer peer) {
    IsmDriver driver = new IsmDriver(IsmDriverVersion.newest(), dev, new NoEvents());
    assertEquals(0, driver.probe());
    assertEquals(function.gid(), driver.gid());
    IsmPeer.Dmb dmb = peer.register(4096, function.gid());
    long page = dev.allocate(4096);
    dev.memory().putLong(page, 0x1122_3344_5566_7788L);
    assertEquals(0, driver.moveData(dmb.token(), 0, true, 8, page, 8));
    assertEquals(Bytes.ofHex("1122334455667788"), peer.read(dmb, 8, 8));
    assertTrue(peer.signalled(dmb));
    assertEquals(1, peer.interrupts());
  }

  @PassthroughTest(boot = false)
  void guestThatHasNotBootedHasNoTranslation(PciDev dev, IsmFunction function, IsmPeer peer) {
    IsmDriver driver = new IsmDriver(IsmDriverVersion.newest(), dev, new NoEvents());
    assertEquals(-12, driver.probe());
    assertEquals(0, function.sbaAddress());
    assertFalse(peer.gid() == function.gid());
  }

  @PassthroughTest(device = DeviceModel.MEMORY, route = "bar-rw", mio = false, storage = 8 << 20)
  void settingsOfTheMethodHold(
      MemoryFunction function, PciInstructions guest, Passthrough passthrough, Stack stack) {
    assertEquals("bar-rw", passthrough.route().name());
    assertEquals("linux-6.1", stack.guest().name());
    assertFalse(stack.mio());
    assertEquals(8 << 20, passthrough.storage().segment().byteSize());
    int stored =
        guest.store(Issue.HANDLE, Request.of(passthrough.handle(), 0, 4), 0x100, 0x0102_0304L);
    assertEquals(Outcome.OK, stored);
    Register loaded = new Register();
    assertEquals(Outcome.OK, function.load(0, 0x100, 4, loaded));
    assertEquals(0x0102_0304L, loaded.get());
  }

  @PassthroughTest(
      routeClass = Other.class,
      qemu = "qemu-7.2",
      host = "linux-5.10",
      guest = "linux-7.2",
      hostOrder = "le",
      nullMappingSucceeds = true)
  void everySettingIsTaken(Route route, Stack stack) {
    assertEquals("other", route.name());
    assertEquals("qemu-7.2", stack.qemu().name());
    assertEquals("linux-5.10", stack.host().name());
    assertEquals("linux-7.2", stack.guest().name());
    assertEquals(ByteOrder.LITTLE_ENDIAN, stack.hostOrder());
    assertTrue(stack.mio());
    assertTrue(stack.nullMappingSucceeds());
  }

  @PassthroughTest(reactions = {"R-02=report", "R-31=drop"})
  void reactionsAreTheFunctions(PciInstructions guest, Passthrough passthrough) {
    int handle = passthrough.handle();
    assertEquals(Outcome.OK, guest.store(Issue.HANDLE, Request.of(handle, 2, 8), 8, 1));
    assertEquals(Outcome.OK, guest.load(Issue.HANDLE, Request.of(handle, 0, 8), 0, new Register()));
  }

  @PassthroughTest
  void rulesHaveTheirOwnReactionsElsewhere(PciInstructions guest, Passthrough passthrough) {
    int request = guest.store(Issue.HANDLE, Request.of(passthrough.handle(), 2, 8), 8, 1);
    assertEquals(Outcome.error(20), request);
  }

  @PassthroughTest
  void faultsStandBetween(Faults faults, Seed seed) {
    assertEquals(1, seed.value());
    assertEquals(seed.value(), faults.seed());
  }

  @PassthroughTest(route = "ism-vfio-pci-process")
  void faultsStandInARouteToAProcessAndBeforeTheDriver(
      Faults faults, PciDev dev, Route route, Passthrough passthrough) {
    assertEquals("ism-vfio-pci-process", route.name());
    faults.atRegion().on(Operation.PWRITE).nth(2).errno(Errno.EFAULT);
    faults.atDev().on(Call.MAP).errno(Errno.ENOMEM);
    assertEquals(0, dev.storeBlock(2, 8, 8, 0x1000));
    assertEquals(-Errno.EFAULT, dev.storeBlock(2, 8, 8, 0x1000));
    assertEquals(-Errno.ENOMEM, dev.map(0x1000, 4096));
    assertTrue(passthrough.dev().map(0x1000, 4096) > 0);
    faults.assertAllFired();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void argumentsComeFirst(int length, PciDev dev) {
    assertEquals(0, dev.load(15, 0, Math.min(length, 4), new Register()));
  }

  @RepeatedTest(2)
  void eachRepetitionHasAMachineOfItsOwn(TraceRecorder trace, PciDev dev) {
    assertEquals(0, trace.roots().size());
    assertEquals(0, dev.load(15, 0, 4, new Register()));
  }

  @Nested
  @PassthroughTest(host = "linux-6.12")
  class Inside {
    private final PciDev dev;

    Inside(PciDev dev) {
      this.dev = dev;
    }

    @PassthroughTest(qemu = "qemu-7.2")
    void classesAddUp(Stack stack, Passthrough passthrough) {
      assertEquals("linux-6.1", stack.guest().name());
      assertEquals("linux-6.12", stack.host().name());
      assertEquals("qemu-7.2", stack.qemu().name());
      assertSame(passthrough.dev(), dev);
      assertSame(passthrough, ofConstructor);
      assertNull(ofTest);
      assertNotSame(dev, passthrough);
    }
  }

  /** A route of the test's own. */
  static final class Other extends NamedRoute {
    Other() {
      super("other");
    }
  }
}
