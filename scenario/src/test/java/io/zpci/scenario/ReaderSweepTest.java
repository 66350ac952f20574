package io.zpci.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, it is read, or refused in one line that says where. */
class ReaderSweepTest {
  private static final long SEED = Long.getLong("zpci.seed", 6);
  private static final int MUTATIONS = 4_000;
  private static final Pattern LINE = Pattern.compile("t\\.yaml(:\\d+:\\d+)?: \\P{Cntrl}+");

  /** Whether it was read. */
  private static boolean read(byte[] bytes, String what) {
    try {
      ScenarioReader.read("t.yaml", "t", bytes);
      return true;
    } catch (ScenarioException e) {
      String line = String.valueOf(e.getMessage());
      assertTrue(LINE.matcher(line).matches(), what + ": " + line);
      return false;
    } catch (RuntimeException | StackOverflowError e) {
      return fail(what + ":\n" + new String(bytes, StandardCharsets.UTF_8), e);
    }
  }

  @Test
  void cutAtEveryByte() {
    byte[] whole = ScenarioReaderTest.GOOD.getBytes(StandardCharsets.UTF_8);
    int read = 0;
    for (int i = 0; i < whole.length; i++) {
      read += read(Arrays.copyOf(whole, i), "cut at " + i) ? 1 : 0;
    }
    assertTrue(read > 0 && read < whole.length / 4, "read " + read);
  }

  @Test
  void mutated() {
    byte[] whole = ScenarioReaderTest.GOOD.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(SEED);
    byte[] likely =
        "\n\t -:{}[]&*!|>'\"%@`#,?<=0x9\u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] changed = whole.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        int at = random.nextInt(changed.length);
        switch (random.nextInt(3)) {
          case 0 -> changed[at] = likely[random.nextInt(likely.length)];
          case 1 -> changed[at] = (byte) random.nextInt();
          default -> {
            int from = random.nextInt(changed.length);
            int length = Math.min(changed.length - Math.max(at, from), random.nextInt(40));
            System.arraycopy(changed, from, changed, at, length);
          }
        }
      }
      read += read(changed, "seed " + SEED + ", mutation " + i) ? 1 : 0;
    }
    assertTrue(read > 0 && read < MUTATIONS, "read " + read);
  }
}
