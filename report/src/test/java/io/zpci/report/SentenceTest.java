package io.zpci.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteStart;
import io.zpci.machine.Stack;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sentence that a report begins with. */
class SentenceTest {
  private static final RunHeading ONE = new RunHeading("one", "zpci explain", "zpci 1", null);

  private final CountedRun run = new CountedRun();

  private String sentence(RunHeading heading) {
    return Sentence.of(heading, run).text();
  }

  @Test
  void namesOperationRouteHandAndRule() {
    Trees.twoGuests(run, Trees.routes("lpar", "bar-rw"));
    assertEquals(
        "The first operation that breaks is pcistb 2 0x8 8 (line 8) on bar-rw: qemu refuses it,"
            + " because it breaks qemu.pcistb.7, “A block is longer than 8 bytes and a multiple of"
            + " 8 long.”",
        sentence(Trees.HEADING));
    assertEquals(2 * 294, run.operations());
  }

  @Test
  void operationByItselfHasNoNumber() {
    Issued issued = Issued.store(Operation.PCISTB, 0, 0, Bytes.counting(0, 64));
    Trees.explain(run, Stack.newest(), issued, Trees.routes("bar-rw"));
    assertEquals(
        "The operation pcistb 0 0x0 64 breaks on bar-rw: qemu loses it, because it breaks"
            + " vfio.bar.5, “The kernel maps the BARs of a device; those of ISM it leaves alone"
            + " (ENODEV).”",
        sentence(ONE));
  }

  @Test
  void handWithoutARuleSaysWhy() {
    run.route(Trees.start("own"));
    run.operation(Trees.ran(3, Trees.cut(0, 64)));
    assertEquals(
        "The first operation that breaks is pcistb 0 0x0 64 (line 3) on own: qemu cuts it: 16"
            + " stores of 4 arrived.",
        sentence(Trees.HEADING));
  }

  @Test
  void otherVerdictsHaveVerbsOfTheirOwn() {
    run.route(Trees.start("own"));
    Crossing whole = Trees.store(Hand.GUEST, "00112233", "33221100", 0);
    run.operation(
        with(
            Trees.ran(4, whole),
            new Judgement(Verdict.CORRUPTED, Hand.VFIO, null, "so", List.of())));
    assertEquals(
        "The first operation that breaks is pcistb 0 0x0 4 (line 4) on own: vfio changes its bytes:"
            + " so.",
        sentence(Trees.HEADING));
  }

  @Test
  void deliveredByAnotherInstructionBreaks() {
    run.route(Trees.start("own"));
    Crossing whole = Trees.store(Hand.GUEST, "00112233", "00112233", 0);
    run.operation(
        with(
            Trees.ran(4, whole), new Judgement(Verdict.DELIVERED, Hand.VFIO, null, "", List.of())));
    assertEquals(
        "The first operation that breaks is pcistb 0 0x0 4 (line 4) on own: vfio makes another"
            + " instruction of it.",
        sentence(Trees.HEADING));
  }

  @Test
  void nothingBrokenIsSaid() {
    Trees.twoGuests(run, Trees.routes("lpar", "interpretation"));
    assertEquals(
        "All 588 operations arrive at the device as issued, on lpar, interpretation.",
        sentence(Trees.HEADING));
  }

  @Test
  void operationsThatNobodyIssuesComeLast() {
    run.route(Trees.start("own"));
    run.notIssued(2, Issued.load(Operation.IOREAD, 0, 0, 8), "nobody here does ioread");
    assertEquals(
        "The first operation that breaks is ioread 0 0x0 8 (line 2) on own: nobody issues it there:"
            + " nobody here does ioread.",
        sentence(Trees.HEADING));
    run.operation(Trees.ran(3, Trees.cut(0, 8)));
    assertEquals(
        "The first operation that breaks is pcistb 0 0x0 8 (line 3) on own: vfio cuts it: 2 stores"
            + " of 4 arrived.",
        sentence(Trees.HEADING));
  }

  @Test
  void stackIsNamedByWhatTellsItApart() {
    Stack newest = Stack.newest();
    Stack other =
        new Stack(newest.qemu(), newest.host(), newest.guest(), newest.hostOrder(), false, false);
    run.route(new RouteStart("own", newest, null, null));
    run.route(new RouteStart("own", other, null, null));
    run.operation(Trees.ran(3, Trees.cut(0, 8)));
    assertEquals(
        "The first operation that breaks is pcistb 0 0x0 8 (line 3) on own (MIO off): vfio cuts it:"
            + " 2 stores of 4 arrived.",
        sentence(Trees.HEADING));
  }

  @Test
  void routeThatCannotBeTaken() {
    run.route(new RouteStart("own", Stack.newest(), null, "no such kernel"));
    assertEquals(
        "No operation was issued: own cannot be taken, no such kernel.", sentence(Trees.HEADING));
  }

  @Test
  void emptyRun() {
    assertEquals("No operation was issued.", sentence(Trees.HEADING));
  }

  private static RanOperation with(RanOperation ran, Judgement judgement) {
    return new RanOperation(ran.line(), ran.issued(), ran.told(), ran.hands(), judgement);
  }
}
