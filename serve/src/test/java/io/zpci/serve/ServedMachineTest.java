package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Rule;
import io.zpci.function.ConfigSpace;
import io.zpci.function.Dma;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.ism.IsmEvents;
import io.zpci.ism.IsmExchange;
import io.zpci.ism.IsmFunction;
import io.zpci.storage.Layouts;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import io.zpci.vfio.IrqSet;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.ServedFunction;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a machine that serves functions puts together. */
class ServedMachineTest {
  /**
   * A function of somebody else: a doubleword stored at 0 is an address that it writes 8 to 15 to.
   */
  private static final class Copier implements PciFunction {
    private final FunctionFacts facts =
        new FunctionFacts(
            "copier",
            0x1234,
            0x5678,
            0,
            0,
            List.of(0x1000L, 0L, 0L, 0L, 0L, 0L),
            BlockClass.STRICT,
            64,
            false,
            4,
            null,
            256);

    private final ConfigSpace config = new ConfigSpace(facts, 0xff0000);
    private final MemorySegment bytes = MemorySegment.ofArray(new long[0x1000 / 8]);
    private @Nullable Dma dma;
    private @Nullable Msi msi;

    @Override
    public FunctionFacts facts() {
      return facts;
    }

    @Override
    public void connect(Dma newDma, Msi newMsi) {
      dma = newDma;
      msi = newMsi;
    }

    @Override
    public int load(int space, long offset, int length, Register loaded) {
      loaded.set(
          space == AddressSpace.CONFIG
              ? config.load(offset, length)
              : Layouts.getImage(bytes, offset, length));
      return Outcome.OK;
    }

    @Override
    public int store(int space, long offset, int length, long value) {
      if (space == AddressSpace.CONFIG) {
        config.store(offset, length, value);
        return Outcome.OK;
      }
      Layouts.putImage(bytes, offset, length, value);
      if (offset == 0 && length == 8 && dma != null && msi != null) {
        int pec = dma.write(value, bytes, 8, 8);
        msi.signal(pec == 0 ? 2 : 3);
      }
      return Outcome.OK;
    }

    @Override
    public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
      MemorySegment.copy(data, at, bytes, offset, length);
      return Outcome.OK;
    }

    @Override
    public void reset() {
      config.reset();
      bytes.fill((byte) 0);
    }
  }

  private final ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);

  @Test
  void anyFunctionIsServed() throws IOException {
    ServedFunction served = machine.serve(new Copier(), OptionalInt.empty(), FunctionEvents.NONE);
    try (Guest guest = Guest.attached(served)) {
      int[] signals = new int[4];
      guest.config(0x42, "a500");
      for (int vector = 0; vector < 4; vector++) {
        int number = vector;
        IrqSet.Trigger trigger = () -> signals[number]++;
        assertEquals(0, served.setIrqs(IrqSet.eventfd(1, vector, trigger)));
      }
      assertEquals("34127856", guest.config(0, 4));
      assertEquals(8, guest.write(0, 8, "0102030405060708"));
      assertEquals(8, guest.write(0, 0, "%016x".formatted(Guest.IO + 0x100)));
      assertEquals("0102030405060708", guest.ram(0x100, 8));
      assertEquals(8, guest.write(0, 0, "%016x".formatted(Guest.IO - 8)));
      assertEquals(List.of(0, 0, 1, 1), List.of(signals[0], signals[1], signals[2], signals[3]));
    }
  }

  @Test
  void theMemoryDeviceIsServedBesideIsm() throws IOException {
    ServedFunction ism = machine.ism(7, OptionalInt.of(0x20000), FunctionEvents.NONE);
    ServedFunction memory = machine.memory(OptionalInt.of(0x20001), FunctionEvents.NONE);
    try (Guest guest = Guest.attached(memory)) {
      assertEquals("361b0500", guest.config(0, 4));
      assertEquals(8, guest.write(0, 0x10, "0102030405060708"));
      assertEquals("0102030405060708", guest.read(0, 0x10, 8));
      assertEquals(true, memory.serves(0x80020001));
      assertEquals(false, ism.serves(0x80020001));
    }
    assertEquals(1, machine.fabric().functions().size());
  }

  @Test
  void tapAndEventsAreCalledUnderTheLock() throws IOException {
    List<String> seen = new ArrayList<>();
    ReentrantLock[] lock = new ReentrantLock[1];
    Tap tap =
        new Tap.NoOp() {
          @Override
          public void enter(
              Hand hand,
              Operation operation,
              int space,
              long offset,
              int length,
              @Nullable MemorySegment data,
              long at,
              long value) {
            see(hand.name() + " " + operation);
          }

          @Override
          public void broken(Rule rule) {
            see(rule.id());
          }

          private void see(String what) {
            seen.add((lock[0].isHeldByCurrentThread() ? "" : "unlocked ") + what);
          }
        };
    IsmEvents events =
        new IsmEvents() {
          @Override
          public void command(IsmFunction function, IsmExchange exchange) {
            seen.add((lock[0].isHeldByCurrentThread() ? "" : "unlocked ") + exchange.command());
          }

          @Override
          public void move(
              IsmFunction sender, long token, int element, boolean signal, int at, int length) {}

          @Override
          public void event(
              IsmFunction receiver, long index, int type, int code, long token, long info) {}

          @Override
          public void interrupt(IsmFunction function) {}
        };
    ServedMachine seenMachine = new ServedMachine(tap, events, () -> 0);
    lock[0] = (ReentrantLock) seenMachine.lock();
    ServedFunction served = seenMachine.ism(7, OptionalInt.empty(), FunctionEvents.NONE);
    try (Guest guest = Guest.attached(served)) {
      seen.clear();
      assertEquals(0, guest.command("0000000300000008", ""));
      assertEquals(-5, guest.write(2, 0, "0000000300000008"));
      guest.config(0x52, "8000");
      assertEquals(0, served.setIrqs(IrqSet.disable(1)));
    }
    assertEquals(
        List.of(
            "firmware PCISTB",
            "device BLOCK",
            "READ_GID",
            "firmware PCILG",
            "device LOAD",
            "firmware PCISTG",
            "device STORE",
            "R-02",
            "firmware PCISTG",
            "device STORE"),
        seen,
        "what sets interrupts up is nobody's access");
  }
}
