package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.storage.Layouts;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** 100,000 random loads, stores and blocks per version and host against {@link Restated}. */
class AgainstRestatementTest {
  private static final int ACCESSES = 100_000;
  private static final int PER_LAYOUT = 1000;
  private static final long SEED = Long.getLong("zpci.seed", 20261121L);

  /** Each release that differs from the one before in what the restatement tells. */
  static Stream<Arguments> versionsAndHosts() {
    Set<List<Object>> seen = new HashSet<>();
    return QemuVersion.all().stream()
        .filter(version ->
            seen.add(
                List.of(
                    version.pcistbLengthMask(),
                    version.acceptance(),
                    version.piecesReversed(),
                    version.badRegion())))
        .flatMap(version ->
            Stream.of(Arguments.of(version.name(), false), Arguments.of(version.name(), true)));
  }

  @ParameterizedTest
  @MethodSource("versionsAndHosts")
  void theSameOutcomeAndAccesses(String version, boolean big) {
    System.out.println(version + ": -Dzpci.seed=" + SEED);
    Random random = new Random(SEED);
    for (int done = 0; done < ACCESSES; done += PER_LAYOUT) {
      layout(random, version, big);
    }
  }

  private static void layout(Random random, String version, boolean big) {
    FunctionFacts facts = facts(random);
    Plugged qemu = plugged(version, big, facts);
    Restated restated =
        new Restated(version, big, facts, qemu.storage.segment().toArray(Layouts.BYTE));
    for (int i = 0; i < PER_LAYOUT; i++) {
      int space = random.nextInt(8) == 0 ? random.nextInt(16) : random.nextInt(6);
      int length = random.nextInt(16);
      long offset = offset(random, facts, space);
      String expected;
      int got;
      String what;
      switch (random.nextInt(3)) {
        case 0 -> {
          what = "pcilg " + space + " " + length + " " + Long.toHexString(offset);
          got = qemu.load(space, length, offset);
          expected = restated.single(false, space, length, offset, 0);
          if (got == Outcome.OK) {
            assertEquals(restated.loaded, qemu.loaded.get(), what + " of " + facts);
          }
        }
        case 1 -> {
          long value = random.nextLong();
          what = "pcistg " + space + " " + length + " " + Long.toHexString(offset);
          got = qemu.store(space, length, offset, value);
          expected = restated.single(true, space, length, offset, value);
        }
        default -> {
          int block = random.nextInt(4) == 0 ? random.nextInt(0x10000) : 8 * random.nextInt(18);
          long aligned = random.nextInt(16) == 0 ? offset : offset & -8;
          long memory =
              random.nextInt(16) == 0
                  ? random.nextInt(0x30000)
                  : 0x10000 + 8 * random.nextInt(0x2008);
          what = "pcistb " + space + " " + block + " " + Long.toHexString(aligned) + " " + memory;
          got = qemu.block(space, block, aligned, memory);
          expected = restated.block(space, block, aligned, memory);
        }
      }
      assertEquals(expected, Outcome.describe(got), () -> what + " of " + facts);
      assertEquals(restated.accesses, qemu.device.seen(), () -> what + " of " + facts);
      restated.accesses.clear();
    }
    assertArrayEquals(restated.table, qemu.interception.msixTable().bytes());
  }

  /**
   * All of configuration space is the device's, so that nothing but the instruction is on trial.
   */
  private static Plugged plugged(String version, boolean big, FunctionFacts facts) {
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    byte[] device = new byte[GuestConfig.SIZE];
    GuestConfig config = GuestConfig.recorded(device, device, device);
    return new Plugged(Plugged.version(version), order, facts, config);
  }

  private static FunctionFacts facts(Random random) {
    Long[] bars = new Long[6];
    for (int i = 0; i < bars.length; i++) {
      bars[i] =
          random.nextInt(3) == 0 ? 0L : 1L << 4 + random.nextInt(random.nextInt(4) == 0 ? 45 : 14);
    }
    int vectors = 1 + random.nextInt(random.nextBoolean() ? 4 : 200);
    int bar = random.nextInt(6);
    bars[bar] = 0x4000L;
    boolean first = random.nextBoolean();
    long table = first ? 8 * random.nextInt(0x100) : 0x2000 + 8 * random.nextInt(0x100);
    long pba = first ? 0x2000 + 8 * random.nextInt(0x3f0) : 8 * random.nextInt(0x3f0);
    Msix msix = new Msix(bar, table, pba, vectors);
    return Plugged.facts(List.of(bars), msix, BlockClass.STRICT);
  }

  private static long offset(Random random, FunctionFacts facts, int space) {
    Msix msix = facts.msix();
    long near = random.nextInt(0x110) - 0x88;
    return switch (random.nextInt(8)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(0x1200);
      case 2 -> (space < 6 ? facts.barSize(space) : 256) + near;
      case 3 -> msix.table() + random.nextInt(16 * msix.vectors());
      case 4 -> msix.table() + 16 * msix.vectors() + near;
      case 5 -> msix.pba() + random.nextInt(32);
      case 6 -> msix.pba() + near;
      default -> 8 * random.nextInt(0x800);
    };
  }
}
