package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.storage.GuestStorage;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Condition code 2: repeated by handle, an error by MIO. Spec zpci 3.1, 8.6. */
class BusyRetryTest {
  private static final long REQUEST = Request.of(Fixture.HANDLE, 0, 8);

  private final Fixture fixture = new Fixture();
  private final Register register = new Register();
  private final GuestStorage storage = Fixture.counting(0x1000, 64);

  @Test
  void eachInstructionByHandleIsRepeatedUntilItIsNotBusy() {
    AtomicInteger delays = new AtomicInteger();
    LinuxVersion version = Fixture.version("linux-7.2");
    LinuxPci linux =
        new LinuxPci(
            version,
            fixture.instructions,
            Fixture.zdev(false),
            false,
            false,
            new IomapTable(version),
            delays::incrementAndGet,
            fixture.tap);
    fixture.instructions.answer(2, 2, 2, 0, 2, 0, 2, 2, 0);
    assertEquals(0, linux.load(REQUEST, 0, register));
    assertEquals(0, linux.store(REQUEST, 8, 1));
    assertEquals(0, linux.storeBlock(Request.of(Fixture.HANDLE, 0, 16), 16, storage, 0x1000));
    assertEquals(
        "L8@0 L8@0 L8@0 L8@0 S8@8 S8@8 B16@10 B16@10 B16@10", fixture.instructions.brief());
    assertEquals(6, linux.busyRetries());
    assertEquals(6, delays.get());
    assertEquals(List.of(), fixture.broken());
  }

  @Test
  void repetitionHasNoLimit() {
    LinuxPci linux = fixture.byHandle("linux-5.10");
    int[] busy = new int[100_000];
    Arrays.fill(busy, Outcome.BUSY);
    fixture.instructions.answer(busy).answer(Outcome.error(12));
    assertEquals(-Errno.EIO, linux.load(REQUEST, 0, register));
    assertEquals(100_000, linux.busyRetries());
  }

  @Test
  void configurationAccessIsRepeatedToo() {
    LinuxPci linux = fixture.byMio("linux-7.2");
    fixture.instructions.answer(2, 0);
    assertEquals(0, linux.configRead(0, 4, register));
    assertEquals("L4@0 L4@0", fixture.instructions.brief());
    assertEquals(AddressSpace.CONFIG, Request.space(fixture.instructions.seen.getLast().request()));
  }

  @Test
  void busyByMioIsAnError() {
    LinuxPci linux = fixture.byMio("linux-7.2");
    long bar0 = linux.iomap(0);
    fixture.instructions.answer(2, 2, 2);
    assertEquals(-Errno.EIO, linux.zpciLoad(bar0, 8, register));
    assertEquals(-Errno.EIO, linux.zpciStore(bar0, 8, 1));
    assertEquals(-Errno.EIO, linux.writeBlock(bar0, storage, 0x1000, 16));
    assertEquals(3, fixture.instructions.seen.size());
    assertEquals(0, linux.busyRetries());
    assertEquals(List.of("linux.mio.busy", "linux.mio.busy", "linux.mio.busy"), fixture.broken());
  }
}
