package io.zpci.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.zpci.arch.Fib;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Request;
import io.zpci.fault.Event;
import io.zpci.fault.Fault;
import io.zpci.fault.Faults;
import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmDmb;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.IsmEvent;
import io.zpci.guest.PciDev;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.MoveOffset;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxIo;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.storage.GuestStorage;
import io.zpci.testkit.EveryRoute;
import io.zpci.testkit.PassthroughTest;
import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.function.IntSupplier;

/**
 * Example 5, faults: {@code mvn -pl examples -am test -Dtest=E5FaultsTest
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 *
 * <p>A write path that must survive a busy machine and a function in error: one way to repeat
 * works, two others do not.
 */
class E5FaultsTest {
  private static final int MOVES = 0;
  private static final int PIECE = 64;
  private static final Bytes MESSAGE = Bytes.counting(1, 4 * PIECE);

  /** What to do about a move that failed: 0 where it is worth another try. */
  private interface Retry extends IntSupplier {}

  /** Sends a message in moves of 64 bytes; the last one signals. */
  private static int send(PciDev dev, IsmPeer.Dmb dmb, Retry retry) {
    long buffer = dev.allocate(4096);
    MESSAGE.copyTo(dev.memory().segment(), dev.memory().offset(buffer));
    int result = 0;
    for (int at = 0; result == 0 && at < MESSAGE.size(); at += PIECE) {
      boolean last = at + PIECE == MESSAGE.size();
      long offset = MoveOffset.of(dmb.token(), 0, last, at);
      result = dev.storeBlock(MOVES, offset, PIECE, buffer + at);
      for (int tries = 0; result == -Errno.EIO && tries < 3 && retry.getAsInt() == 0; tries++) {
        result = dev.storeBlock(MOVES, offset, PIECE, buffer + at);
      }
    }
    dev.free(buffer, 4096);
    return result;
  }

  /** Busy is not seen up here: the kernel that issues the block repeats it. */
  @EveryRoute(only = {"lpar", "interpretation", "relaxed-pwrite", "ism-vfio-pci-process"})
  void busyIsTheKernelsBusiness(Faults faults, PciDev dev, IsmPeer peer, Passthrough passthrough) {
    IsmPeer.Dmb dmb = peer.register(4096, gid(passthrough));
    faults.atHost().on(Operation.PCISTB).space(MOVES).nth(3).busy(5);
    assertEquals(0, send(dev, dmb, () -> -1));
    assertEquals(MESSAGE, peer.read(dmb, 0, MESSAGE.size()));
    assertEquals(5, faults.fired().size());
  }

  /** An error state ends when the machine is told so, and then the move is worth another try. */
  @PassthroughTest
  void recoveryAndAnotherTry(Faults faults, PciDev dev, IsmPeer peer, Passthrough passthrough) {
    IsmPeer.Dmb dmb = peer.register(4096, gid(passthrough));
    faults.atFunction().on(Operation.BLOCK).space(MOVES).nth(3).errorState();
    assertEquals(0, send(dev, dmb, () -> resetError(passthrough)));
    assertEquals(MESSAGE, peer.read(dmb, 0, MESSAGE.size()));
    faults.assertAllFired();
  }

  /** The same error, and a driver that tries again and again: nothing changes by itself. */
  @PassthroughTest
  void triesAloneDoNotHelp(Faults faults, PciDev dev, IsmPeer peer, Passthrough passthrough) {
    IsmPeer.Dmb dmb = peer.register(4096, gid(passthrough));
    faults.atFunction().on(Operation.BLOCK).space(MOVES).nth(3).errorState();
    assertEquals(-Errno.EIO, send(dev, dmb, () -> 0));
    assertEquals(Bytes.counting(1, 2 * PIECE), peer.read(dmb, 0, 2 * PIECE));
    assertEquals(Bytes.of(new byte[PIECE]), peer.read(dmb, 2 * PIECE, PIECE));
    assertFalse(peer.signalled(dmb));
  }

  /** By MIO the kernel repeats nothing: busy is EIO, and a driver that takes it for good loses. */
  @PassthroughTest(device = DeviceModel.MEMORY)
  void byMioTheDriverRepeats(Faults faults, LinuxIo io, GuestStorage storage) {
    long bar = io.iomap(0);
    Fault busy = faults.atHost().on(Operation.PCISTBI).always().busy(2);
    assertEquals(-Errno.EIO, io.writeBlock(bar, storage, 0x8000, PIECE));
    int result = -Errno.EIO;
    int tries = 0;
    while (result == -Errno.EIO && tries < 5) {
      result = io.writeBlock(bar, storage, 0x8000, PIECE);
      tries++;
    }
    assertEquals(0, result);
    assertEquals(2, tries);
    assertEquals(1, busy.fired());
  }

  /** An interrupt is late: the data is there, and the driver learns of it when it comes. */
  @EveryRoute(only = {"lpar", "relaxed-pwrite"})
  void anInterruptThatIsLate(Faults faults, PciDev dev, IsmPeer peer, Passthrough passthrough) {
    Signals signals = new Signals();
    IsmDriver driver = new IsmDriver(IsmDriverVersion.newest(), dev, signals);
    assertEquals(0, driver.probe());
    faults.atMsi().after(Event.command(IsmCommand.REG_DMB.code())).held();
    IsmDmb dmb = new IsmDmb(4096, 0, false, 0);
    assertEquals(0, driver.registerDmb(dmb, peer.gid()));
    MemorySegment data = MemorySegment.ofArray(MESSAGE.toArray());
    long offset = MoveOffset.of(dmb.token(), 0, true, 0);
    assertEquals(Outcome.OK, peer.function().storeBlock(MOVES, offset, data, 0, PIECE));
    assertEquals(1, dev.memory().getByte(dmb.address()));
    assertEquals(0, passthrough.takeInterruptions());
    assertEquals(0, signals.count);
    assertEquals(1, faults.release());
    assertEquals(1, passthrough.takeInterruptions());
    assertEquals(1, signals.count);
  }

  /** A client that counts the signals of its DMBs. */
  private static final class Signals implements IsmClient {
    private int count;

    @Override
    public void handleIrq(int index, int dmbeMask) {
      count++;
    }

    @Override
    public void handleEvent(IsmEvent event) {}
  }

  private static long gid(Passthrough passthrough) {
    return ((IsmFunction) passthrough.function()).gid();
  }

  /** MPCIFC reset error, as a kernel's recovery issues it; 0 or a negative errno. */
  private static int resetError(Passthrough passthrough) {
    long fib = passthrough.dev().allocate(4096);
    int outcome =
        passthrough
            .instructions()
            .execute(
                new PciInstruction.Mpcifc(
                    Issue.HANDLE,
                    Request.of(passthrough.handle(), 0, Fib.RESET_ERROR),
                    passthrough.storage(),
                    fib));
    passthrough.dev().free(fib, 4096);
    return outcome == Outcome.OK ? 0 : -Errno.EIO;
  }
}
