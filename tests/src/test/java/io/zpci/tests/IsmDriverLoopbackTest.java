package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmDmb;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.IsmEvent;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same random moves through two drivers and two functions as through Linux's loopback device,
 * which is nothing but memory: the same bytes arrive, and the owner is called for the same elements
 * where each interrupt is taken at once.
 */
class IsmDriverLoopbackTest {
  private static final int PCHID = 0x100;
  private static final int LENGTH = 32768;
  private static final int MOVES = 2000;
  private static final long SEED = Long.getLong("zpci.seed", 20260111);

  /** A client that remembers masks. */
  private static final class Masks implements IsmClient {
    final List<Integer> masks = new ArrayList<>();

    @Override
    public void handleIrq(int index, int dmbeMask) {
      masks.add(dmbeMask);
    }

    @Override
    public void handleEvent(IsmEvent event) {}
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.1", "7.2"})
  void movesArriveAsInLoopback(String version) {
    Fabric fabric = new Fabric(PCHID);
    DirectPciDev senderDev = new DirectPciDev(fabric.add(0xa1, IsmFacts.plain(PCHID)));
    DirectPciDev ownerDev = new DirectPciDev(fabric.add(0xb2, IsmFacts.plain(PCHID)));
    Masks called = new Masks();
    Masks expected = new Masks();
    IsmDriver sender = driver(version, senderDev, new Masks());
    IsmDriver owner = driver(version, ownerDev, called);
    IsmDmb dmb = new IsmDmb(LENGTH, 0, false, 0);
    assertEquals(0, owner.registerDmb(dmb, 0xa1));
    Random random = new Random(SEED);
    DibsLoopback loopback = new DibsLoopback(1, random::nextLong);
    DibsLoopback.Dmb model = Objects.requireNonNull(loopback.registerDmb(LENGTH, expected));
    for (int i = 0; i < MOVES; i++) {
      byte[] data = new byte[1 + random.nextInt(random.nextBoolean() ? 64 : 16384)];
      random.nextBytes(data);
      int element = random.nextInt(16);
      boolean signal = random.nextInt(3) == 0;
      int offset = random.nextInt(LENGTH - data.length + 1);
      long address = senderDev.placed(data, random.nextInt(4096));
      assertEquals(
          0,
          loopback.moveData(
              model.token(), element, signal, offset, senderDev.memory(), address, data.length));
      assertEquals(0, sender.moveData(dmb.token(), element, signal, offset, address, data.length));
      ownerDev.takeInterruption();
    }
    assertEquals(expected.masks, called.masks, "seed " + SEED);
    assertEquals(
        -1,
        MemorySegment.mismatch(
            model.bytes(),
            0,
            LENGTH,
            ownerDev.memory().segment(),
            ownerDev.memory().offset(dmb.address()),
            ownerDev.memory().offset(dmb.address()) + LENGTH),
        "seed " + SEED);
  }

  private static IsmDriver driver(String version, DirectPciDev dev, IsmClient client) {
    IsmDriver driver = new IsmDriver(IsmDriverVersion.named(version).orElseThrow(), dev, client);
    assertEquals(0, driver.probe());
    return driver;
  }
}
