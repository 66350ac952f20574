package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.Status;
import io.zpci.function.PassingFunction;
import io.zpci.function.PciFunction;
import io.zpci.ism.MoveOffset;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import io.zpci.workload.SequenceSettings;
import io.zpci.workload.Shrinker;
import io.zpci.workload.Shrunk;
import io.zpci.workload.SplitMix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FuzzTest {
  private static final int OPERATIONS = 1000;
  private static final long FIRST = 0x0a08;
  private static final long SECOND = 0x0040;

  private static SequenceRunner runner(String route, DeviceModel device) {
    return new SequenceRunner(Routes.named(route).orElseThrow(), Stack.newest(), device);
  }

  /**
   * A device with a bug: once the register at {@link #FIRST} of BAR 0 was stored, a store to {@link
   * #SECOND} of BAR 4 fails.
   */
  private static final class TwoRegisters extends PassingFunction {
    private boolean armed;

    TwoRegisters(PciFunction below) {
      super(below);
    }

    @Override
    public int store(int space, long offset, int length, long value) {
      armed |= space == 0 && offset <= FIRST && offset + length > FIRST;
      if (armed && space == 4 && offset <= SECOND && offset + length > SECOND) {
        return Outcome.error(Status.FUNC_IN_ERR);
      }
      return super.store(space, offset, length, value);
    }
  }

  private static Between twoRegisters() {
    return new Between() {
      @Override
      public PciFunction function(PciFunction below, Tap tap) {
        return new TwoRegisters(below);
      }
    };
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 25).map(each -> each * 0x9e37_79b9L);
  }

  /** Two random stores somewhere among a thousand operations; nothing else breaks. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aThousandOperationsThatBreakBecauseOfTwoAreTwo(long seed) {
    SequenceRunner runner = runner("lpar", DeviceModel.MEMORY).with(FuzzTest::twoRegisters);
    SplitMix random = new SplitMix(seed);
    List<Issued> sequence =
        new ArrayList<>(runner.sequences(SequenceSettings.of(OPERATIONS - 2)).of(random.next()));
    sequence.removeIf(each -> each.operation() == Operation.PCISTG);
    int second = random.between(1, sequence.size());
    sequence.add(second, Issued.store(Operation.PCISTG, 4, SECOND, random.bytes(4)));
    int first = (int) random.below(second);
    sequence.add(first, Issued.store(Operation.PCISTG, 0, FIRST, random.bytes(8)).from(0x7));
    SequenceFailure failure = runner.run(sequence);
    assertNotNull(failure, "seed " + seed);
    assertEquals(second + 1, failure.index(), "seed " + seed);
    Shrunk<Issued> shrunk = Fuzz.shrink(runner, sequence, failure, Shrinker.RUNS);
    assertEquals(
        List.of(
            Issued.store(Operation.PCISTG, 0, FIRST, Bytes.of(new byte[1])),
            Issued.store(Operation.PCISTG, 4, SECOND, Bytes.of(new byte[1]))),
        shrunk.elements(),
        "seed " + seed);
    assertTrue(shrunk.minimal(), "seed " + seed);
  }

  /** The SBA is ended, and somewhere behind that a move into an own DMB signals. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "lpar",
        "interpretation",
        "ism-vfio-pci-process",
        "zpci-io-region",
        "relaxed-pwrite"
      })
  void anSbaThatIsMissedIsTwoOperationsOnEveryRouteThatWorks(String route) {
    SequenceRunner runner = runner(route, DeviceModel.ISM);
    for (long seed = 1; seed <= 4; seed++) {
      List<Issued> sequence =
          new ArrayList<>(runner.sequences(SequenceSettings.of(OPERATIONS - 1)).of(seed));
      assertNull(runner.run(sequence), "seed " + seed);
      int at = betweenCommands(sequence, 200);
      Issued end = Issued.store(Operation.PCISTB, 2, 0, Bytes.ofHex("0000001100000008"));
      sequence.add(at, end);
      SequenceFailure failure = runner.run(sequence);
      assertNotNull(failure, "seed " + seed);
      assertEquals("R-23", failure.signature().rule(), "seed " + seed);
      Shrunk<Issued> shrunk = Fuzz.shrink(runner, sequence, failure, Shrinker.RUNS);
      assertEquals(2, shrunk.elements().size(), "seed " + seed + ": " + shrunk);
      assertEquals(end, shrunk.elements().getFirst());
      Issued move = shrunk.elements().getLast();
      assertEquals(0, move.space());
      assertEquals(1, move.length());
      assertTrue(MoveOffset.signals(move.offset()), move.describe());
      assertTrue(shrunk.minimal());
    }
  }

  /** A place from {@code start} on, behind a move, where the next thing of a command is a block. */
  private static int betweenCommands(List<Issued> sequence, int start) {
    for (int at = start; ; at++) {
      Issued next =
          sequence.subList(at, sequence.size()).stream()
              .filter(each -> each.space() == 2)
              .findFirst()
              .orElseThrow();
      if (sequence.get(at - 1).space() == 0 && next.operation().isBlock()) {
        return at;
      }
    }
  }

  /**
   * Ending a DMB takes a payload and a header; the move to it is the third. A token that never was
   * would break the same rule, alone: that is another failure.
   */
  @Test
  void anEndedDmbIsThreeOperations() {
    SequenceRunner runner = runner("interpretation", DeviceModel.ISM);
    List<Issued> sequence =
        new ArrayList<>(runner.sequences(SequenceSettings.of(300).withSpaces(List.of(0))).of(3));
    Issued payload = Issued.store(Operation.PCISTB, 2, 8, Bytes.ofHex("0000100100000000"));
    Issued header = Issued.store(Operation.PCISTB, 2, 0, Bytes.ofHex("0000000b00000010"));
    sequence.addAll(150, List.of(payload, header));
    SequenceFailure failure = runner.run(sequence);
    assertNotNull(failure);
    assertEquals(new FailureSignature("refused", "device", "R-19"), failure.signature());
    List<Issued> shrunk = Fuzz.shrink(runner, sequence, failure, Shrinker.RUNS).elements();
    assertEquals(List.of(payload, header), shrunk.subList(0, 2));
    assertEquals(3, shrunk.size());
    assertEquals(0x1001L << 32, MoveOffset.token(shrunk.getLast().offset()));
  }

  @ParameterizedTest
  @EnumSource(DeviceModel.class)
  void withoutAVmmNothingFails(DeviceModel device) {
    SequenceRunner runner = runner("lpar", device).comparingEndState();
    List<Long> told = new ArrayList<>();
    Fuzz.Result result =
        Fuzz.run(
            runner, runner.sequences(SequenceSettings.of(200)), 1, 6, Shrinker.RUNS, told::add);
    assertNull(result.found());
    assertEquals(6, result.runs());
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), told);
  }

  @Test
  void theSeedAndTheHandAreNamed() {
    SequenceRunner runner = runner("bar-rw", DeviceModel.MEMORY);
    Fuzz.Result result =
        Fuzz.run(
            runner,
            runner.sequences(SequenceSettings.of(OPERATIONS)),
            77,
            10,
            Shrinker.RUNS,
            done -> {});
    Fuzz.Found found = result.found();
    assertNotNull(found);
    assertEquals(77, found.seed());
    assertEquals(1, result.runs());
    assertEquals(new FailureSignature("cut", "qemu", null), found.failure().signature());
    assertEquals(1, found.shrunk().elements().size());
    Issued left = found.shrunk().elements().getFirst();
    assertEquals(Issued.store(Operation.PCISTB, left.space(), 0, Bytes.of(new byte[16])), left);
    String text = assertInstanceOf(SequenceFailure.OfOperation.class, found.failure()).toString();
    assertTrue(text.startsWith("pcistb " + left.space() + " 0x0 16: cut by qemu: "), text);
    assertTrue(text.contains("    qemu"), text);
  }

  @Test
  void theRunsOfTheShrinkerEnd() {
    SequenceRunner runner = runner("bar-rw", DeviceModel.MEMORY);
    Fuzz.Found found =
        Fuzz.run(runner, runner.sequences(SequenceSettings.of(OPERATIONS)), 5, 1, 4, done -> {})
            .found();
    assertNotNull(found);
    assertEquals(4, found.shrunk().runs());
    assertTrue(!found.shrunk().minimal());
  }

  @Test
  void whatDoesNotFailAgainIsSaid() {
    boolean[] once = {false};
    SequenceRunner runner =
        runner("lpar", DeviceModel.MEMORY)
            .failing((issued, told, judgement) -> {
              boolean first = !once[0];
              once[0] = true;
              return first;
            });
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                Fuzz.run(
                    runner,
                    runner.sequences(SequenceSettings.of(10)),
                    1,
                    1,
                    Shrinker.RUNS,
                    done -> {}));
    assertTrue(String.valueOf(e.getMessage()).contains("did not fail again"), e.toString());
  }
}
