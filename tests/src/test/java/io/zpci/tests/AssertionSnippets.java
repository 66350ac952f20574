package io.zpci.tests;

import static io.zpci.testkit.Access.block;
import static io.zpci.testkit.Access.load;
import static io.zpci.testkit.Access.move;
import static io.zpci.testkit.Access.pcistb;
import static io.zpci.testkit.TraceAssert.assertThat;

import io.zpci.arch.Outcome;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.verdict.TraceRecorder;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/** What docs/assertions.md shows, by the name that it has there. */
final class AssertionSnippets {
  /** Each with the trace and the token of a DMB. */
  static final Map<String, ObjLongConsumer<TraceRecorder>> ALL =
      Map.ofEntries(
          Map.entry("exactly", AssertionSnippets::exactly),
          Map.entry("parts", AssertionSnippets::parts),
          Map.entry("inOrder", (trace, _) -> inOrder(trace)),
          Map.entry("nothingBut", (trace, _) -> nothingBut(trace)),
          Map.entry("wholeBlocks", (trace, _) -> wholeBlocks(trace)),
          Map.entry("delivered", (trace, _) -> delivered(trace)),
          Map.entry("noRule", (trace, _) -> noRule(trace)),
          Map.entry("rule", (trace, _) -> rule(trace)),
          Map.entry("signal", (trace, _) -> signal(trace)),
          Map.entry("payload", (trace, _) -> payload(trace)),
          Map.entry("cost", (trace, _) -> cost(trace)),
          Map.entry("nothing", (trace, _) -> nothing(trace)),
          Map.entry("operation", (trace, _) -> operation(trace)));

  private AssertionSnippets() {}

  private static void exactly(TraceRecorder trace, long token) {
    assertThat(trace)
        .arrived()
        .exactly(move(token, 0xff0, 16).silent(), move(token, 0x1000, 16).signalling());
  }

  private static void parts(TraceRecorder trace, long token) {
    assertThat(trace)
        .at(Hand.DEVICE)
        .exactly(
            block().in(0).at(token | 0x1000ff0).length(16).ending(Outcome.OK),
            block().startingWith("1011"));
  }

  private static void inOrder(TraceRecorder trace) {
    assertThat(trace).issued().inOrder(pcistb(2, 8, 8), pcistb(2, 0, 8)).in(0).nothing();
  }

  private static void nothingBut(TraceRecorder trace) {
    assertThat(trace).arrived().onlyThose(block().in(0), load().in(2));
  }

  private static void wholeBlocks(TraceRecorder trace) {
    assertThat(trace).wholeBlocksOnly();
  }

  private static void delivered(TraceRecorder trace) {
    assertThat(trace).delivered();
  }

  private static void noRule(TraceRecorder trace) {
    assertThat(trace).noRuleBroken();
  }

  private static void rule(TraceRecorder trace) {
    assertThat(trace).ruleBroken("R-03", Hand.QEMU);
  }

  private static void signal(TraceRecorder trace) {
    assertThat(trace).signalAfterData();
  }

  private static void payload(TraceRecorder trace) {
    assertThat(trace).payloadBeforeHeader();
  }

  private static void cost(TraceRecorder trace) {
    assertThat(trace)
        .each(operation -> operation.atMost(1, Cost.SYSCALL))
        .atMost(2, Cost.SIE_EXIT)
        .atMost(6);
  }

  private static void nothing(TraceRecorder trace) {
    assertThat(trace).nothingReachedDevice();
  }

  private static void operation(TraceRecorder trace) {
    assertThat(trace).operation(1).is(block().length(16)).delivered().arrived().count(1);
  }
}
