package io.zpci.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.Stack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Logs are cut off anywhere and hold anything: they are read to their ends all the same. */
class DamagedLogsTest {
  static final List<String> SAMPLES = Logs.SAMPLES;

  private static final long SEED = Long.getLong("zpci.seed", 20201209);
  private static final int MUTATIONS = 400;

  /**
   * At every byte. What stands before the cut is read as in the whole log, but for what belongs
   * together with lines behind it.
   */
  @ParameterizedTest
  @FieldSource("SAMPLES")
  void aLogMayBeCutAtEveryByte(String sample) {
    byte[] bytes = Logs.sample(sample);
    List<LogEntry> whole = Logs.of(bytes).entries();
    int[] lines = new int[bytes.length + 1];
    for (int i = 0; i < bytes.length; i++) {
      lines[i + 1] = lines[i] + (bytes[i] == '\n' ? 1 : 0);
    }
    // a cut is read like any other: they may be read side by side
    IntStream.rangeClosed(0, bytes.length)
        .parallel()
        .forEach(cut -> cutAt(cut, lines[cut], cut == 0 || bytes[cut - 1] == '\n', bytes, whole));
  }

  /**
   * Cuts {@code bytes} in the line behind {@code lines} whole ones, or, at its start, right behind
   * them.
   */
  private static void cutAt(
      int cut, int lines, boolean atStart, byte[] bytes, List<LogEntry> whole) {
    Logs logs = Logs.of(Arrays.copyOf(bytes, cut));
    int before = (int) whole.stream().takeWhile(entry -> entry.place().last() <= lines).count();
    int found = logs.entries().size();
    assertEquals(atStart ? lines : lines + 1, logs.file().lines(), "cut at " + cut);
    assertTrue(before <= found && found <= before + 2, "cut at " + cut);
    assertEquals(whole.subList(0, before), logs.entries().subList(0, before), "cut at " + cut);
    told(logs, before, false);
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void bytesMayBeAnything(String sample) {
    byte[] bytes = Logs.sample(sample);
    Random random = new Random(SEED);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] damaged = bytes.clone();
      int count = 1 + random.nextInt(20);
      for (int k = 0; k < count; k++) {
        int at = random.nextInt(damaged.length);
        damaged[at] =
            switch (random.nextInt(4)) {
              case 0 -> (byte) random.nextInt(256);
              case 1 -> '\n';
              case 2 -> (byte) ('0' + random.nextInt(10));
              default -> damaged[random.nextInt(damaged.length)];
            };
      }
      try {
        Logs logs = Logs.of(damaged);
        told(logs, 0, i < 40);
        long lines = 1;
        for (byte each : damaged) {
          lines += each == '\n' ? 1 : 0;
        }
        assertEquals(damaged[damaged.length - 1] == '\n' ? lines - 1 : lines, logs.file().lines());
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(sample + ", mutation " + i + " of -Dzpci.seed=" + SEED, e);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void linesMayBeMixedUp(String sample) {
    List<String> lines =
        new ArrayList<>(new String(Logs.sample(sample), StandardCharsets.UTF_8).lines().toList());
    Random random = new Random(SEED);
    for (int i = 0; i < 100; i++) {
      Collections.shuffle(lines, random);
      Logs logs = Logs.of(lines.toArray(String[]::new));
      assertEquals(lines.size(), logs.file().lines(), "-Dzpci.seed=" + SEED);
      told(logs, 0, false);
    }
  }

  /** Everything that is told of logs can be told of these; of entries from one on. */
  private static void told(Logs logs, int from, boolean reasons) {
    for (LogEntry entry : logs.entries().subList(from, logs.entries().size())) {
      assertTrue(!Sentences.of(entry).isBlank() && entry.place().last() >= entry.place().line());
    }
    Account account = logs.account();
    account.refusals().forEach(each -> Correlation.of(each.instruction(), account));
    account
        .dumps()
        .forEach(each -> assertTrue(each.bars().size() <= 6 && each.capabilities().size() < 1100));
    if (reasons) {
      Reasons why = new Reasons(account, Stack.newest(), null, null);
      account.refusals().forEach(each -> assertTrue(!why.of(each.instruction()).isEmpty()));
      account.dumps().forEach(each -> ConfigAccount.of(each, Stack.newest()));
    }
  }
}
