package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.zpci.arch.FunctionState;
import io.zpci.interrupt.EventCounter;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.MoveOffset;
import io.zpci.ism.Reactions;
import io.zpci.linux.Errno;
import io.zpci.machine.HostMachine;
import io.zpci.machine.Stack;
import io.zpci.route.Below;
import io.zpci.route.Guest;
import io.zpci.route.IsmVfioPciProcessRoute;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Cost;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.Arena;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A driver in user space: its memory in the container, its messages on an eventfd. */
class ProcessWayUpTest {
  private static final long GID = 0xa1;
  private static final long PEER_GID = 0xb2;
  private static final int MEMORY = 4 << 20;
  private static final int PAGE = 4096;
  private static final long IO = 0x1_0000_0000L;
  private static final long QUEUE = PAGE;
  private static final long DMB = 1 << 20;
  private static final long OPERAND = 3 << 20;

  private final Arena arena = Arena.ofShared();
  private final Fabric fabric = new Fabric(RoutedGuest.PCHID);

  @AfterEach
  void close() {
    arena.close();
  }

  /** A process with a device of its own, on a host of its own. */
  private final class Process {
    final Crossings crossings = new Crossings();
    final EventCounter eventfd = new EventCounter();
    final Below below;
    final VfioDevice device;
    final GuestStorage memory;
    final long origin;

    Process(long gid) {
      IsmFunction function =
          fabric.add(gid, IsmFacts.plain(RoutedGuest.PCHID), Reactions.DEFAULT, crossings);
      HostMachine host = new HostMachine(Stack.newest(), crossings, arena, MEMORY);
      below = host.plug(function);
      function.connect(below.dma(), below.msi());
      device = new IsmVfioPciProcessRoute().open(below, host.facts(function.facts()));
      Guest piece = host.guest(MEMORY, new FloatingInterruption(true, () -> {}));
      memory = piece.storage();
      origin = piece.origin();
    }

    void start() {
      assertEquals(0, device.dmaMap(IO, origin, MEMORY, true));
      assertEquals(0, device.setIrqs(IrqSet.eventfd(VfioDevice.IRQ_MSI, 0, eventfd::signal)));
      assertEquals(8, command(IsmCommand.REG_SBA, IO));
      assertEquals(8, command(IsmCommand.REG_IEQ, IO + QUEUE, PAGE));
    }

    /** What the header's pwrite answers. */
    long command(IsmCommand command, long... payload) {
      for (int i = 0; i < payload.length; i++) {
        memory.putLong(OPERAND + 8 + 8L * i, payload[i]);
      }
      memory.putLong(OPERAND, 0);
      memory.putInt(OPERAND, command.code());
      memory.putShort(OPERAND + 6, command.requestLength());
      write(2, 8, OPERAND + 8, 8 * payload.length);
      return write(2, 0, OPERAND, 8);
    }

    long write(int region, long position, long address, int count) {
      return device
          .region(region)
          .pwrite(position, memory.segment(), memory.offset(address), count);
    }
  }

  @Test
  void aPeersSignalCountsOnTheEventfdOnce() {
    Process sender = new Process(GID);
    Process owner = new Process(PEER_GID);
    sender.start();
    owner.start();
    fabric.nextToken(0);
    long dmb = IO + DMB;
    assertEquals(8, owner.command(IsmCommand.REG_DMB, dmb, 0x10_0000L << 32, 0, GID));
    sender.crossings.paid();
    owner.crossings.paid();

    sender.memory.putLong(OPERAND, 0x1122_3344_5566_7788L);
    assertEquals(8, sender.write(0, MoveOffset.of(0, 0, true, 0x40), OPERAND, 8));
    assertEquals(Map.of(Cost.SYSCALL, 1), sender.crossings.paid());
    assertEquals(
        Map.of(Cost.PSW_SWAP, 1, Cost.KICK, 1, Cost.CONTEXT_SWITCH, 1), owner.crossings.paid());
    assertEquals(1, owner.eventfd.read());
    assertEquals(0x1122_3344_5566_7788L, owner.memory.getLong(DMB + 0x40));
    assertEquals(0, sender.eventfd.read());
  }

  @Test
  void nothingIsSignalledAfterMsiIsDisabled() {
    Process owner = new Process(GID);
    owner.start();
    assertEquals(0, owner.device.setIrqs(IrqSet.disable(VfioDevice.IRQ_MSI)));
    owner.below.msi().signal(0);
    assertEquals(0, owner.eventfd.read());
    assertEquals(
        0, owner.device.setIrqs(IrqSet.eventfd(VfioDevice.IRQ_MSI, 0, owner.eventfd::signal)));
    owner.below.msi().signal(0);
    assertEquals(1, owner.eventfd.read());
  }

  @Test
  void memoryThatTheHostDoesNotHaveIsAFault() {
    Process process = new Process(GID);
    assertEquals(-Errno.EFAULT, process.device.dmaMap(IO, process.origin + MEMORY, PAGE, true));
    assertEquals(-Errno.EINVAL, process.device.dmaMap(0, process.origin, PAGE, true));
    assertEquals(0, process.device.dmaMap(IO, process.origin, PAGE, true));
    assertEquals(PAGE, process.device.dmaUnmap(IO, PAGE));
  }

  @Test
  void aResetEndsTheErrorAndKeepsMappingsAndVectors() {
    Process process = new Process(GID);
    process.start();
    int handle = process.below.entry().handle();
    process.command(IsmCommand.UNREG_SBA);
    process.command(IsmCommand.REG_SBA, IO + 2L * MEMORY);
    assertEquals(FunctionState.ERROR, process.below.entry().state());
    assertEquals(-Errno.EIO, process.command(IsmCommand.REG_SBA, IO));

    assertEquals(0, process.device.reset());
    assertEquals(FunctionState.ENABLED, process.below.entry().state());
    assertNotEquals(handle, process.below.entry().handle());
    assertEquals(8, process.command(IsmCommand.REG_SBA, IO));
    process.below.msi().signal(0);
    assertEquals(1, process.eventfd.read());
  }
}
